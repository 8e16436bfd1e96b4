package org.tag2mask.crf.meanfield;

import java.util.Arrays;

/**
 * Softmax over the planes of a chunk, and the hyperbolic tangent that it is for two labels.
 *
 * <p>The exponential consists of additions and multiplications only, so that the compiler
 * vectorises the loops: e<sup>x</sup> - 1 of x/128 by its series, then the argument doubled seven
 * times. While the value minus 1 is kept, (1+u)² - 1 = u(2+u) loses no digits near 1; the last
 * doubling squares the value itself, which keeps it positive. Error about 2e-7 absolute.
 */
final class Softmax {
  /** Below e^LOWEST a probability does not matter to a float sum that holds a 1. */
  private static final float LOWEST = -44f;

  private static final float REDUCE = 1f / 128;

  private Softmax() {}

  /**
   * Replaces z<sub>l</sub> by exp(z<sub>l</sub>)/Σ<sub>m</sub> exp(z<sub>m</sub>) at every pixel.
   *
   * @param z {@code [label][pixel]}, modified
   * @param labels number of planes
   * @param count pixels of the chunk
   * @param top room for {@code count} floats, modified
   * @param sum room for {@code count} floats, modified
   */
  static void normalise(float[][] z, int labels, int count, float[] top, float[] sum) {
    System.arraycopy(z[0], 0, top, 0, count);
    for (int l = 1; l < labels; l++) {
      largest(z[l], top, count);
    }
    Arrays.fill(sum, 0, count, 0);
    for (int l = 0; l < labels; l++) {
      exponentials(z[l], top, sum, count);
    }
    for (int p = 0; p < count; p++) {
      sum[p] = 1f / sum[p];
    }
    for (int l = 0; l < labels; l++) {
      scale(z[l], sum, count);
    }
  }

  /**
   * Replaces z by tanh(z/2), the difference of the two probabilities whose logits differ by z.
   *
   * @param z modified
   */
  static void tanhOfHalf(float[] z, int count) {
    for (int p = 0; p < count; p++) {
      float value = z[p];
      float size = Math.abs(value);
      float x = Math.max(-size, LOWEST) * REDUCE;
      float u = x * (1 + x * (0.5f + x * (1f / 6 + x * (1f / 24 + x * (1f / 120)))));
      u = u * (2 + u);
      u = u * (2 + u);
      u = u * (2 + u);
      u = u * (2 + u);
      u = u * (2 + u);
      u = u * (2 + u);
      u = u * (2 + u);
      // tanh(|z|/2) = -u/(2+u); value/size restores the sign without a branch.
      z[p] = -u * value / ((2 + u) * Math.max(size, 1e-30f));
    }
  }

  private static void largest(float[] z, float[] top, int count) {
    for (int p = 0; p < count; p++) {
      top[p] = Math.max(top[p], z[p]);
    }
  }

  private static void exponentials(float[] z, float[] top, float[] sum, int count) {
    for (int p = 0; p < count; p++) {
      float x = Math.max(z[p] - top[p], LOWEST) * REDUCE;
      float u = x * (1 + x * (0.5f + x * (1f / 6 + x * (1f / 24 + x * (1f / 120)))));
      u = u * (2 + u);
      u = u * (2 + u);
      u = u * (2 + u);
      u = u * (2 + u);
      u = u * (2 + u);
      u = u * (2 + u);
      float e = 1 + u;
      e *= e;
      z[p] = e;
      sum[p] += e;
    }
  }

  private static void scale(float[] z, float[] factor, int count) {
    for (int p = 0; p < count; p++) {
      z[p] *= factor[p];
    }
  }
}
