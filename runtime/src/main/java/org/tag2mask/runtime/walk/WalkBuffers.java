package org.tag2mask.runtime.walk;

import java.util.Arrays;
import java.util.List;

/**
 * Arrays that one walk after another uses, so that a batch of images allocates little per image.
 * They grow to the largest map they have seen. Buffers serve one transition at a time: making
 * another with them ends the use of the one before.
 */
public final class WalkBuffers {
  float[] weights = new float[0];
  float[] sums = new float[0];
  float[][] maps = {};
  float[][] next = {};
  float[][] shifted = {};
  float[][] totals = {};

  /** The transition that owns the content, so that a stale one is noticed. */
  Object owner;

  /** Room for weights and column sums, all 0. */
  void fitWeights(int weightCount, int plane) {
    if (weights.length < weightCount) {
      weights = new float[weightCount];
    } else {
      Arrays.fill(weights, 0, weightCount, 0f);
    }
    if (sums.length < plane) {
      sums = new float[plane];
    }
    Arrays.fill(sums, 0, plane, 0f);
  }

  /** Room for two sets of maps, all 0, and for chunks of them. */
  void fitMaps(int channels, int plane, int chunk) {
    maps = fit(maps, channels, plane);
    next = fit(next, channels, plane);
    shifted = fit(shifted, 4, chunk);
    totals = fit(totals, 4, chunk);
  }

  private static float[][] fit(float[][] had, int channels, int plane) {
    float[][] fit = had.length < channels ? Arrays.copyOf(had, channels) : had;
    for (int c = 0; c < channels; c++) {
      if (fit[c] == null || fit[c].length < plane) {
        fit[c] = new float[plane];
      } else {
        Arrays.fill(fit[c], 0, plane, 0f);
      }
    }
    return fit;
  }

  /**
   * What the buffers hold.
   *
   * @return bytes
   */
  public long bytes() {
    long floats = weights.length + sums.length;
    for (float[][] planes : List.of(maps, next, shifted, totals)) {
      for (float[] plane : planes) {
        floats += plane.length;
      }
    }
    return Float.BYTES * floats;
  }
}
