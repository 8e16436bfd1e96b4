package org.tag2mask.runtime.walk;

import java.util.Arrays;
import java.util.List;

/**
 * Affinity from features (AffinityNet): {@code A_ij = exp(-mean_c |f_c(i) - f_c(j)|)}.
 *
 * <p>Source: Ahn and Kwak, "Learning Pixel-level Semantic Affinity with Image-level Supervision",
 * CVPR 2018, equation 3 (the mean over channels is that of its code).
 */
public final class FeatureAffinity {
  /** Cells whose distances are summed at a time, so that they stay in the near caches. */
  private static final int CHUNK = 512;

  private FeatureAffinity() {}

  /**
   * The transition {@code A^beta}, columns scaled.
   *
   * @param features {@code [channels][h][w]}, finite; not modified
   * @param channels channels
   * @param height h
   * @param width w
   * @param geometry the pairs; AffinityNet uses {@link PairGeometry#rows} of radius 5
   * @param beta elementwise exponent in (0, 1000]; AffinityNet uses 8
   * @param mode which cells are sources of pairs
   * @param buffers where the transition lives
   * @return the transition, valid until the buffers are used again
   * @throws org.tag2mask.runtime.Tag2MaskException when a feature is not finite or the map is too
   *     large
   */
  public static StencilTransition transition(
      float[] features,
      int channels,
      int height,
      int width,
      PairGeometry geometry,
      double beta,
      WalkMode mode,
      WalkBuffers buffers) {
    WalkChecks.map(features.length, channels, height, width, "a feature map");
    WalkChecks.finite(features, "a feature map");
    WalkChecks.beta(beta);
    StencilTransition transition = new StencilTransition(geometry, height, width, buffers);
    List<Offset> offsets = geometry.offsets();
    float[][] distances = new float[offsets.size()][CHUNK];
    for (int from = 0; from < height * width; from += CHUNK) {
      distances(features, channels, height * width, width, offsets, from, distances);
      for (int k = 0; k < offsets.size(); k++) {
        SourceWindow sources = geometry.sources(k, height, width, mode);
        int to = Math.min(from + CHUNK, height * width);
        for (int p = from; p < to; p++) {
          int y = p / width;
          int x = p % width;
          if (y < sources.rows() && x >= sources.left() && x < sources.right()) {
            double distance = distances[k][p - from] / (double) channels;
            transition.put(k, y, x, StrictMath.exp(-beta * distance));
          }
        }
      }
    }
    return transition.finish();
  }

  /** L1 distances of some cells to those at every offset; offsets may wrap into other rows. */
  private static void distances(
      float[] features,
      int channels,
      int cells,
      int width,
      List<Offset> offsets,
      int from,
      float[][] distances) {
    for (float[] distance : distances) {
      Arrays.fill(distance, 0f);
    }
    float[] here = new float[CHUNK];
    float[] there = new float[CHUNK];
    for (int c = 0; c < channels; c++) {
      int plane = c * cells;
      System.arraycopy(features, plane + from, here, 0, Math.min(CHUNK, cells - from));
      for (int k = 0; k < distances.length; k++) {
        int offset = offsets.get(k).flat(width);
        int start = Math.max(0, -offset - from);
        int count = Math.min(CHUNK, cells - from - offset);
        if (count > start) {
          int at = plane + from + offset + start;
          System.arraycopy(features, at, there, start, count - start);
          addDifferences(distances[k], here, there, count);
        }
      }
    }
  }

  /** All arrays at the same index: only so the compiler vectorises the loop. */
  private static void addDifferences(float[] distance, float[] here, float[] there, int count) {
    for (int i = 0; i < count; i++) {
      distance[i] += Math.abs(here[i] - there[i]);
    }
  }
}
