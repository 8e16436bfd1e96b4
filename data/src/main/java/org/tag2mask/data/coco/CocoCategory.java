package org.tag2mask.data.coco;

/**
 * A category of an annotation file.
 *
 * @param id COCO's number of the category, 1..90 with gaps in the 2014 data set
 * @param name such as {@code traffic light}
 */
public record CocoCategory(int id, String name) {}
