package org.tag2mask.data.sampling;

/**
 * A drawn image and the class it was drawn for.
 *
 * @param image position in the data set
 * @param classId 1..K, one of the image's classes
 */
public record Pick(int image, int classId) {}
