package org.tag2mask.runtime.image;

/**
 * The filters images are resized with. Results equal Pillow's {@code Image.resize} bit for bit:
 * separable, the filter widened by the factor when shrinking (antialias), weights rounded to 22
 * fractional bits, columns first, rounded and clipped to 8 bits after each of the two passes.
 */
public enum Resampling {
  /** Output {@code i} takes input {@code floor((i + 0.5) * old / new)}; no antialias. */
  NEAREST(0),
  /** Triangle filter, support 1. */
  BILINEAR(1),
  /** Keys' cubic with a = -0.5, support 2: what the public CAM code scales images with. */
  BICUBIC(2);

  private final double support;

  Resampling(double support) {
    this.support = support;
  }

  double support() {
    return support;
  }

  double weight(double distance) {
    double x = Math.abs(distance);
    if (this == BILINEAR) {
      return x < 1 ? 1 - x : 0;
    }
    double a = -0.5;
    if (x < 1) {
      return ((a + 2) * x - (a + 3)) * x * x + 1;
    }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
  }

  /**
   * Resizes an image.
   *
   * @param image the image; not modified
   * @param width pixels, at least 1
   * @param height pixels, at least 1
   * @return a new image, or the same one when the size is the same
   * @throws IllegalArgumentException when a side is below 1 or the result exceeds 2^31 bytes
   */
  public RgbImage resize(RgbImage image, int width, int height) {
    if (width < 1 || height < 1 || 3L * width * height > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "cannot resize to "
              + width
              + "x"
              + height
              + ": sides must be at least 1 and the image below 2^31 bytes");
    }
    if (width == image.width() && height == image.height()) {
      return image;
    }
    return this == NEAREST
        ? nearest(image, width, height)
        : new PillowResize(this).resize(image, width, height);
  }

  private static RgbImage nearest(RgbImage image, int width, int height) {
    int[] columns = nearestSources(image.width(), width);
    int[] rows = nearestSources(image.height(), height);
    byte[] in = image.array();
    byte[] out = new byte[3 * width * height];
    for (int y = 0, to = 0; y < height; y++) {
      for (int x = 0; x < width; x++, to += 3) {
        System.arraycopy(in, 3 * (rows[y] * image.width() + columns[x]), out, to, 3);
      }
    }
    return RgbImage.wrap(width, height, out);
  }

  static int[] nearestSources(int from, int to) {
    double scale = (double) from / to;
    int[] sources = new int[to];
    for (int i = 0; i < to; i++) {
      sources[i] = Math.min(from - 1, (int) Math.floor((i + 0.5) * scale));
    }
    return sources;
  }
}
