/**
 * Data sets, image decoding, palette PNG files, COCO formats, tar shards, overlays, augmentation,
 * sampling, evaluation metrics and the synthetic data set: what stands between files on disk and
 * the training or the evaluation.
 */
package org.tag2mask.data;
