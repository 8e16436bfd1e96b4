/**
 * Data sets of images with tags and, sometimes, masks: VOC, a plain folder with a {@code
 * labels.csv}, COCO, and ILSVRC DET. A {@link org.tag2mask.data.dataset.Dataset} is a checked,
 * immutable list of samples; opening one reads lists, tags and file names, never pixels (unless
 * tags are taken from masks).
 */
package org.tag2mask.data.dataset;
