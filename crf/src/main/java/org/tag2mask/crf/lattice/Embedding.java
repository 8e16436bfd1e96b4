package org.tag2mask.crf.lattice;

import java.util.Arrays;

/**
 * Finds the simplex around each pixel of a chunk: Adams et al., Section 3.1.
 *
 * <p>Loops run over the pixels of the chunk inside and over dimensions outside, and consist of
 * additions, multiplications, shifts and comparisons by sign bit, so that the compiler turns almost
 * every one into vector instructions. Coordinates are float, as in the C++ code; the residuals,
 * which float arithmetic yields exactly, continue as fixed-point integers because integers can be
 * compared without a branch.
 */
final class Embedding {
  /** Pixels of a chunk. */
  static final int CHUNK = 256;

  /** Adding and subtracting 1.5 * 2^23 rounds a float below 2^22 to the nearest integer. */
  private static final float ROUND = 12582912f;

  /** {@code [coordinate][pixel]}: nearest multiple of d+1, in units of d+1. */
  final int[][] base;

  /** {@code [coordinate][pixel]}: position of the coordinate in the falling order of residuals. */
  final int[][] rank;

  /** {@code [coordinate][pixel]}: what rounding left, times {@link #fixed}. */
  final int[][] residual;

  /** The fixed-point unit of {@link #residual}: a power of two. */
  final float fixed;

  private final float[][] feature;
  private final float[][] rounded;
  private final float[] elevated = new float[CHUNK];
  private final float[] sum = new float[CHUNK];
  private final int[] total = new int[CHUNK];
  private final int d;

  Embedding(int dimensions) {
    d = dimensions;
    feature = new float[d][CHUNK];
    rounded = new float[d + 1][CHUNK];
    base = new int[d + 1][CHUNK];
    rank = new int[d + 1][CHUNK];
    residual = new int[d + 1][CHUNK];
    // Residuals reach d+1 in magnitude; differences of two must fit into 31 bits.
    fixed = 1 << (29 - (32 - Integer.numberOfLeadingZeros(d + 1)));
  }

  /** Embeds the pixels from .. from+count of a source whose scale has been set. */
  void embed(FeatureSource source, int from, int count) {
    source.read(from, count, feature);
    Arrays.fill(sum, 0, count, 0);
    for (int j = d; j >= 0; j--) {
      if (j == 0) {
        System.arraycopy(sum, 0, elevated, 0, count);
      } else {
        elevate(j, feature[j - 1], sum, elevated, count);
      }
      round(elevated, rounded[j], 1f / (d + 1), d + 1, count);
      fix(elevated, rounded[j], residual[j], base[j], fixed, count);
      Arrays.fill(rank[j], 0, count, 0);
    }
    for (int i = 0; i < d; i++) {
      for (int j = i + 1; j <= d; j++) {
        compare(residual[i], residual[j], rank[i], rank[j], count);
      }
    }
    Arrays.fill(total, 0, count, 0);
    for (int j = 0; j <= d; j++) {
      add(total, base[j], count);
    }
    int spacing = (int) fixed * (d + 1);
    for (int j = 0; j <= d; j++) {
      settle(base[j], rank[j], residual[j], total, d, spacing, count);
    }
  }

  /** e_j = (sum of g_i over i >= j) - j g_{j-1}, and the sum goes on. */
  private static void elevate(int j, float[] g, float[] sum, float[] e, int count) {
    float factor = j;
    for (int p = 0; p < count; p++) {
      float value = g[p];
      e[p] = sum[p] - factor * value;
      sum[p] += value;
    }
  }

  /** Leaves the residual in e and the rounded coordinate in units of d+1 in rounded. */
  private static void round(float[] e, float[] rounded, float inverse, float spacing, int count) {
    for (int p = 0; p < count; p++) {
      float multiple = (e[p] * inverse + ROUND) - ROUND;
      rounded[p] = multiple;
      e[p] -= multiple * spacing;
    }
  }

  private static void fix(
      float[] left, float[] rounded, int[] residual, int[] base, float fixed, int count) {
    for (int p = 0; p < count; p++) {
      residual[p] = (int) (left[p] * fixed);
      base[p] = (int) rounded[p];
    }
  }

  private static void compare(int[] a, int[] b, int[] rankA, int[] rankB, int count) {
    for (int p = 0; p < count; p++) {
      int less = (a[p] - b[p]) >>> 31;
      rankA[p] += less;
      rankB[p] += 1 - less;
    }
  }

  private static void add(int[] sum, int[] term, int count) {
    for (int p = 0; p < count; p++) {
      sum[p] += term[p];
    }
  }

  /** Moves the rounded point onto the plane where coordinates sum to 0. */
  private static void settle(
      int[] base, int[] rank, int[] residual, int[] total, int d, int spacing, int count) {
    for (int p = 0; p < count; p++) {
      int r = rank[p] + total[p];
      int below = r >> 31;
      int above = (d - r) >> 31;
      rank[p] = r + ((d + 1) & below) - ((d + 1) & above);
      base[p] += above - below;
      residual[p] += (spacing & above) - (spacing & below);
    }
  }
}
