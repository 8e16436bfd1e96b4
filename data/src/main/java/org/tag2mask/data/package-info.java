/**
 * Data sets, image decoding, palette PNG files, augmentation, evaluation metrics and the synthetic
 * data set: what stands between files on disk and the training or the evaluation.
 */
package org.tag2mask.data;
