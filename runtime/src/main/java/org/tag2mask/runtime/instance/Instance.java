package org.tag2mask.runtime.instance;

import java.util.BitSet;
import org.tag2mask.runtime.image.LabelMap;

/**
 * One object of an image.
 *
 * @param classId 1..K
 * @param score the highest value of its map, 0..1
 * @param width of the image, pixels
 * @param height of the image, pixels
 * @param pixels the object's pixels, index {@code y·width + x}; not to be changed
 */
public record Instance(int classId, float score, int width, int height, BitSet pixels) {

  /** The object as a label map: 1 inside, 0 outside; new. */
  public LabelMap mask() {
    byte[] labels = new byte[width * height];
    pixels.stream().forEach(i -> labels[i] = 1);
    return LabelMap.wrap(width, height, labels);
  }
}
