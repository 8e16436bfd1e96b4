package org.tag2mask.data.coco;

/**
 * An image of an annotation file.
 *
 * @param id COCO's number of the image, which results refer to
 * @param fileName name of the image file, perhaps with folders
 * @param width pixels
 * @param height pixels
 */
public record CocoImage(long id, String fileName, int width, int height) {}
