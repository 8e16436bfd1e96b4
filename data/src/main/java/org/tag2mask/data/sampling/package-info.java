/**
 * Which images a training step sees when an order of all images is not enough: balanced classes,
 * and images that share a class. Pure index arithmetic: every draw is a function of the seed, the
 * epoch and its number, so that a resumed training sees what it would have seen.
 */
package org.tag2mask.data.sampling;
