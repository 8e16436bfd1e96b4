package org.tag2mask.models.params;

/**
 * Bicubic resizing of a square grid of vectors: Keys' kernel with a = -0.75, half-pixel centres,
 * borders repeated, no antialiasing, as torch does it.
 */
final class GridResize {
  private static final double A = -0.75;

  private GridResize() {}

  /**
   * Resizes.
   *
   * @param values holds the grid {@code [in,in,width]}; not modified
   * @param offset where it begins
   * @param in rows and columns before
   * @param out rows and columns after; 0 gives nothing
   * @param width size of a vector
   * @return a new array {@code [out,out,width]}
   */
  static float[] bicubic(float[] values, int offset, int in, int out, int width) {
    float[] resized = new float[out * out * width];
    double[][] weights = weights(in, out);
    for (int cell = 0; cell < out * out; cell++) {
      double[] rows = weights[cell / out];
      double[] columns = weights[cell % out];
      for (int d = 0; d < width; d++) {
        double sum = 0;
        for (int source = 0; source < in * in; source++) {
          double weight = rows[source / in] * columns[source % in];
          if (weight != 0) {
            sum += weight * values[offset + source * width + d];
          }
        }
        resized[cell * width + d] = (float) sum;
      }
    }
    return resized;
  }

  /** Weight of each of {@code in} samples in each of {@code out}. */
  private static double[][] weights(int in, int out) {
    double[][] weights = new double[out][in];
    for (int i = 0; i < out; i++) {
      double at = (i + 0.5) * in / out - 0.5;
      int base = (int) Math.floor(at);
      for (int tap = base - 1; tap <= base + 2; tap++) {
        weights[i][Math.max(0, Math.min(in - 1, tap))] += kernel(Math.abs(at - tap));
      }
    }
    return weights;
  }

  private static double kernel(double t) {
    return t <= 1 ? ((A + 2) * t - (A + 3)) * t * t + 1 : ((A * t - 5 * A) * t + 8 * A) * t - 4 * A;
  }
}
