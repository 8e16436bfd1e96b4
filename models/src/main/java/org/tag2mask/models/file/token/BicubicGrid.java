package org.tag2mask.models.file.token;

/**
 * Bicubic interpolation of a grid of tokens, as DeiT resizes position embeddings: the centres of
 * cells meet ({@code align_corners=False}), the kernel is Keys' with a = -0.75, there is no
 * antialiasing, and beyond the border the border is repeated.
 */
final class BicubicGrid {
  private static final double A = -0.75;
  private static final int TAPS = 4;

  private BicubicGrid() {}

  /**
   * Resizes a grid.
   *
   * @param tokens {@code [rows·columns, width]} in C order; not modified
   * @param offset of the first value of the grid
   * @param rows of the grid
   * @param columns of the grid
   * @param width values of a token
   * @param newRows rows wanted
   * @param newColumns columns wanted
   * @return {@code [newRows·newColumns, width]}
   */
  static float[] resize(
      float[] tokens, int offset, int rows, int columns, int width, int newRows, int newColumns) {
    Taps vertical = Taps.of(rows, newRows);
    Taps horizontal = Taps.of(columns, newColumns);
    float[] resized = new float[newRows * newColumns * width];
    double[] sum = new double[width];
    for (int i = 0; i < newRows; i++) {
      for (int j = 0; j < newColumns; j++) {
        java.util.Arrays.fill(sum, 0);
        for (int v = 0; v < TAPS; v++) {
          for (int h = 0; h < TAPS; h++) {
            double weight = vertical.weight[i][v] * horizontal.weight[j][h];
            int from = offset + (vertical.index[i][v] * columns + horizontal.index[j][h]) * width;
            for (int d = 0; d < width; d++) {
              sum[d] += weight * tokens[from + d];
            }
          }
        }
        for (int d = 0; d < width; d++) {
          resized[(i * newColumns + j) * width + d] = (float) sum[d];
        }
      }
    }
    return resized;
  }

  /** Which cells of an axis a new cell is made of, and with which weights. */
  private record Taps(int[][] index, double[][] weight) {
    static Taps of(int from, int to) {
      int[][] index = new int[to][TAPS];
      double[][] weight = new double[to][TAPS];
      double step = (double) from / to;
      for (int i = 0; i < to; i++) {
        double centre = (i + 0.5) * step - 0.5;
        int below = (int) Math.floor(centre);
        double t = centre - below;
        for (int k = 0; k < TAPS; k++) {
          index[i][k] = Math.min(from - 1, Math.max(0, below - 1 + k));
          weight[i][k] = kernel(Math.abs(t + 1 - k));
        }
      }
      return new Taps(index, weight);
    }
  }

  private static double kernel(double x) {
    return x <= 1 ? ((A + 2) * x - (A + 3)) * x * x + 1 : ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
  }
}
