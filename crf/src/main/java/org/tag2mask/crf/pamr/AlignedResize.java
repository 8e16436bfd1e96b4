package org.tag2mask.crf.pamr;

/** Bilinear resizing of a plane whose corner pixels stay where they are (align corners). */
public final class AlignedResize {
  private AlignedResize() {}

  /**
   * Resizes one plane.
   *
   * @param source planes, read only
   * @param offset start of the plane in source
   * @param target planes, written
   * @param to start of the plane in target
   */
  public static void resize(
      float[] source,
      int offset,
      int sourceWidth,
      int sourceHeight,
      float[] target,
      int to,
      int width,
      int height) {
    double stepX = width > 1 ? (sourceWidth - 1.0) / (width - 1) : 0;
    double stepY = height > 1 ? (sourceHeight - 1.0) / (height - 1) : 0;
    for (int y = 0; y < height; y++) {
      double fromY = y * stepY;
      int top = Math.min((int) fromY, sourceHeight - 1);
      int bottom = Math.min(top + 1, sourceHeight - 1);
      double down = fromY - top;
      for (int x = 0; x < width; x++) {
        double fromX = x * stepX;
        int left = Math.min((int) fromX, sourceWidth - 1);
        int right = Math.min(left + 1, sourceWidth - 1);
        double aside = fromX - left;
        double above =
            (1 - aside) * source[offset + top * sourceWidth + left]
                + aside * source[offset + top * sourceWidth + right];
        double below =
            (1 - aside) * source[offset + bottom * sourceWidth + left]
                + aside * source[offset + bottom * sourceWidth + right];
        target[to + y * width + x] = (float) ((1 - down) * above + down * below);
      }
    }
  }
}
