/**
 * A generator of labelled pictures with exact masks, for the demo and for tests. Every object has
 * one telling part, whose pattern gives the class away, and larger plain parts that all classes
 * share. A classifier needs only the telling part, so its activation map under-covers the object:
 * the gap that weakly supervised methods are there to close.
 */
package org.tag2mask.data.synth;
