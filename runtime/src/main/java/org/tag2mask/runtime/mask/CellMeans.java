package org.tag2mask.runtime.mask;

import java.util.Arrays;
import org.tag2mask.runtime.walk.WalkMode;

/** Averages scores over the cells of a coarser map. */
final class CellMeans {
  private CellMeans() {}

  /**
   * The mean of every label over every cell of {@code stride x stride} pixels.
   *
   * @param scores not modified
   * @param stride pixels of a cell
   * @param mode whether cells that overhang the image are means of their pixels, or, as in
   *     AffinityNet's code, count the overhang as 0
   * @return {@code [labels][ceil(H/stride)][ceil(W/stride)]}
   */
  static float[] of(LabelScores scores, int stride, WalkMode mode) {
    int rows = (scores.height() + stride - 1) / stride;
    int columns = (scores.width() + stride - 1) / stride;
    int labels = scores.labels().length;
    float[] means = new float[labels * rows * columns];
    double[] sums = new double[columns];
    for (int l = 0; l < labels; l++) {
      for (int row = 0; row < rows; row++) {
        Arrays.fill(sums, 0);
        int bottom = Math.min(scores.height(), (row + 1) * stride);
        for (int y = row * stride; y < bottom; y++) {
          int at = l * scores.pixels() + y * scores.width();
          for (int x = 0; x < scores.width(); x++) {
            sums[x / stride] += scores.planes()[at + x];
          }
        }
        for (int column = 0; column < columns; column++) {
          int right = Math.min(scores.width(), (column + 1) * stride);
          int pixels =
              mode == WalkMode.COMPAT
                  ? stride * stride
                  : (bottom - row * stride) * (right - column * stride);
          means[(l * rows + row) * columns + column] = (float) (sums[column] / pixels);
        }
      }
    }
    return means;
  }
}
