package org.tag2mask.data.metric;

/**
 * Scores of the objects of one size. True masks do not tell two dogs apart, so an object is the
 * region of one foreground class in one image; its IoU is that of the class in that image. Means
 * run over objects, so that every object counts alike, where mIoU counts pixels.
 *
 * @param objects number of objects
 * @param meanIou mean of TP / (T + P - TP) over the objects; NaN without any
 * @param meanRecall mean of TP / T over the objects; NaN without any
 */
public record SizeScores(long objects, double meanIou, double meanRecall) {}
