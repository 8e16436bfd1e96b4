/**
 * Batches for training: which images, changed how, is a pure function of seed, epoch and position;
 * worker threads only decide when.
 */
package org.tag2mask.trainer.loader;
