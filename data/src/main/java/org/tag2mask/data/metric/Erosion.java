package org.tag2mask.data.metric;

import org.tag2mask.runtime.image.LabelMap;

/**
 * The hidden post-processing of the SemFormer evaluation: every class region is eroded once with a
 * square, and what no class keeps becomes background. Off unless asked for, because it changes what
 * is measured.
 */
public final class Erosion {

  /** No label: the window holds several. */
  private static final int MIXED = -1;

  private Erosion() {}

  /**
   * Keeps a label only where the whole window around the pixel (as far as it is inside the image)
   * has it; all other pixels become 0.
   *
   * @param labels not modified
   * @param size side of the square, odd, at least 1; SemFormer uses 7
   * @return a new map
   */
  public static LabelMap erode(LabelMap labels, int size) {
    if (size < 1 || size % 2 == 0) {
      throw new IllegalArgumentException("erosion size is " + size + ", expected an odd number");
    }
    int width = labels.width();
    int height = labels.height();
    int radius = size / 2;
    int[] inRow = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int label = labels.label(x, y);
        for (int k = Math.max(0, x - radius); k <= Math.min(width - 1, x + radius); k++) {
          if (labels.label(k, y) != label) {
            label = MIXED;
            break;
          }
        }
        inRow[y * width + x] = label;
      }
    }
    byte[] out = new byte[width * height];
    for (int y = 0; y < height; y++) {
      int top = Math.max(0, y - radius);
      int bottom = Math.min(height - 1, y + radius);
      for (int x = 0; x < width; x++) {
        int label = inRow[y * width + x];
        for (int k = top; k <= bottom && label != MIXED; k++) {
          if (inRow[k * width + x] != label) {
            label = MIXED;
          }
        }
        out[y * width + x] = (byte) (label == MIXED ? 0 : label);
      }
    }
    return LabelMap.wrap(width, height, out);
  }
}
