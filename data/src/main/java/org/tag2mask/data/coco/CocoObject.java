package org.tag2mask.data.coco;

/**
 * One annotated shape of an image.
 *
 * @param categoryId COCO's number of the category
 * @param crowd whether the shape is a region with an unknown number of objects ({@code iscrowd})
 * @param mask its pixels
 */
public record CocoObject(int categoryId, boolean crowd, CocoRle mask) {}
