package org.tag2mask.runtime.segment;

import java.util.Arrays;

/**
 * The softmax over labels at every pixel of planar scores. The exponential is a polynomial in plain
 * float arithmetic: the same bits on every machine, as {@code StrictMath.exp} gives, at a fraction
 * of its time.
 */
final class PlaneSoftmax {
  /** Pixels worked on together, so that their sums stay in the cache. */
  private static final int BLOCK = 1024;

  private static final float LOG2_E = 1.44269504f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;

  /** Below it {@code e^x} is less than half of the smallest normal number: 0. */
  private static final float LOWEST = -87;

  private PlaneSoftmax() {}

  /**
   * Replaces scores by their softmax.
   *
   * @param planes {@code [labels][pixels]}, finite; modified
   * @param labels number of planes, at least 1
   */
  static void apply(float[] planes, int labels) {
    int pixels = planes.length / labels;
    float[] best = new float[BLOCK];
    float[] sum = new float[BLOCK];
    for (int start = 0; start < pixels; start += BLOCK) {
      int count = Math.min(BLOCK, pixels - start);
      System.arraycopy(planes, start, best, 0, count);
      for (int l = 1; l < labels; l++) {
        int plane = l * pixels + start;
        for (int i = 0; i < count; i++) {
          best[i] = Math.max(best[i], planes[plane + i]);
        }
      }
      Arrays.fill(sum, 0, count, 0);
      for (int l = 0; l < labels; l++) {
        int plane = l * pixels + start;
        for (int i = 0; i < count; i++) {
          float e = exp(planes[plane + i] - best[i]);
          planes[plane + i] = e;
          sum[i] += e;
        }
      }
      for (int l = 0; l < labels; l++) {
        int plane = l * pixels + start;
        for (int i = 0; i < count; i++) {
          planes[plane + i] /= sum[i];
        }
      }
    }
  }

  /**
   * {@code e^x} to a relative error of about 1e-7: {@code 2^k · e^r}, |r| at most half of ln 2.
   *
   * @param x at most 0
   */
  static float exp(float x) {
    if (x < LOWEST) {
      return 0;
    }
    // x is not positive, so the cast towards zero rounds to the nearest whole number.
    int k = (int) (x * LOG2_E - 0.5f);
    float r = x - k * LN2_HIGH - k * LN2_LOW;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1;
    return p * Float.intBitsToFloat((k + 127) << 23);
  }
}
