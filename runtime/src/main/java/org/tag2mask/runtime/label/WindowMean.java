package org.tag2mask.runtime.label;

/**
 * The mean of a plane over a window around each pixel: for a window of w pixels from {@code p -
 * w/2} to {@code p - w/2 + w - 1} in both directions, as far as that lies in the image. At pixel
 * {@code w·i + w/2} that is the block {@code [w·i, w·i + w)}.
 */
final class WindowMean {
  private WindowMean() {}

  /**
   * Replaces planes by their means.
   *
   * @param planes {@code [count][height*width]}; modified
   * @param count number of planes
   * @param width pixels
   * @param height pixels
   * @param window side in pixels, at least 1
   */
  static void apply(float[] planes, int count, int width, int height, int window) {
    if (window == 1) {
      return;
    }
    double[] sums = new double[Math.max(width, height) + 1];
    for (int plane = 0; plane < count; plane++) {
      int start = plane * width * height;
      for (int y = 0; y < height; y++) {
        line(planes, start + y * width, 1, width, window, sums);
      }
      for (int x = 0; x < width; x++) {
        line(planes, start + x, width, height, window, sums);
      }
    }
  }

  /** One row or column, by the differences of its running sums. */
  private static void line(
      float[] values, int from, int step, int length, int window, double[] sums) {
    for (int i = 0; i < length; i++) {
      sums[i + 1] = sums[i] + values[from + i * step];
    }
    for (int i = 0; i < length; i++) {
      int first = Math.max(0, i - window / 2);
      int end = Math.min(length, i - window / 2 + window);
      values[from + i * step] = (float) ((sums[end] - sums[first]) / (end - first));
    }
  }
}
