/**
 * Augmentation primitives of training. Each one is a pure function of a labelled image and a random
 * source: the same source in the same state gives the same pixels, whichever thread runs it. Give
 * every sample its own source (seeded by epoch and position) and training is reproducible.
 */
package org.tag2mask.data.augment;
