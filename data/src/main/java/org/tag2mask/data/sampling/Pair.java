package org.tag2mask.data.sampling;

/**
 * Two images that share a class.
 *
 * @param first position in the data set
 * @param second position in the data set; the first again when no other image has the class
 * @param classId 1..K, the class for which they were drawn; they may share more
 */
public record Pair(int first, int second, int classId) {}
