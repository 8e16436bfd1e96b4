/**
 * Class activation maps of an image over scales and flips (the merges of PSA, IRN, VWE, SEAM and
 * SemFormer), from a plain classifier file or one that holds scales and flips in its graph.
 */
package org.tag2mask.runtime.cam;
