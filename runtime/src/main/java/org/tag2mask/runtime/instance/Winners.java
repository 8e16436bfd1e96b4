package org.tag2mask.runtime.instance;

import java.util.Arrays;
import org.tag2mask.runtime.image.MapResize;
import org.tag2mask.runtime.image.MapResize.Axis;

/**
 * The best of many maps at every pixel, found without holding all of them at full size.
 *
 * @param width pixels
 * @param height pixels
 * @param best index of the best map by pixel, the first of equals
 * @param value its value by pixel
 * @param largest the largest value of all
 */
record Winners(int width, int height, int[] best, float[] value, float largest) {

  /**
   * Stretches maps of cells to pixels and compares them.
   *
   * @param cells {@code [maps][rows][columns]}; not modified
   * @param maps how many
   * @param stride pixels of a cell
   * @param width pixels
   * @param height pixels
   */
  static Winners of(float[] cells, int maps, int stride, int width, int height) {
    int rows = (height + stride - 1) / stride;
    int columns = (width + stride - 1) / stride;
    Axis down = Axis.cells(stride, height);
    Axis across = Axis.cells(stride, width);
    float[] plane = new float[width * height];
    int[] best = new int[plane.length];
    float[] value = new float[plane.length];
    Arrays.fill(value, Float.NEGATIVE_INFINITY);
    float largest = 0;
    for (int m = 0; m < maps; m++) {
      MapResize.resample(cells, m * rows * columns, rows, columns, down, across, plane, 0);
      for (int i = 0; i < plane.length; i++) {
        if (plane[i] > value[i]) {
          value[i] = plane[i];
          best[i] = m;
          largest = Math.max(largest, plane[i]);
        }
      }
    }
    return new Winners(width, height, best, value, largest);
  }

  /** The best value of a pixel as a share of the largest of all. */
  float share(int pixel) {
    return largest > 0 ? value[pixel] / largest : 0;
  }

  /** The pixels that a map wins against all others and against the background. */
  boolean[] region(int map, float background) {
    boolean[] region = new boolean[best.length];
    for (int i = 0; i < region.length; i++) {
      region[i] = best[i] == map && share(i) > background;
    }
    return region;
  }
}
