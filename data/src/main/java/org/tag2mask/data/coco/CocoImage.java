package org.tag2mask.data.coco;

/**
 * An image of an annotation file.
 *
 * @param id COCO's number of the image, which results refer to
 * @param fileName name of the image file, perhaps with folders
 * @param width pixels
 * @param height pixels
 */
public record CocoImage(long id, String fileName, int width, int height) {

  /** The file name without extension, which is the id of the sample made of this image. */
  public String stem() {
    String name = fileName.replace('\\', '/');
    int dot = name.lastIndexOf('.');
    return dot > name.lastIndexOf('/') + 1 ? name.substring(0, dot) : name;
  }
}
