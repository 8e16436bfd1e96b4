package org.tag2mask.runtime.walk;

import java.util.Arrays;
import java.util.List;
import org.tag2mask.runtime.Tag2MaskException;

/**
 * Affinity from class boundaries (IRNet): {@code A_ij = 1 - max} of the boundary probability over
 * the cells of the path from i to j, ends included. Two cells are alike when no boundary lies
 * between them.
 *
 * <p>Source: Ahn, Cho and Kwak, "Weakly Supervised Learning of Instance Segmentation with
 * Inter-pixel Relations", CVPR 2019, equation 2. Its code pads the map with boundaries before the
 * pairs are made and cuts the padding off again; paths stay in the bounding box of their ends, so
 * that the pairs inside the map are all there and have the same affinity without padding.
 */
public final class BoundaryAffinity {
  /** Cells worked on at a time. */
  private static final int CHUNK = 512;

  private BoundaryAffinity() {}

  /**
   * The transition {@code A^beta}, columns scaled.
   *
   * @param edge boundary probabilities {@code [h][w]} in [0, 1]; not modified
   * @param height h
   * @param width w
   * @param geometry the pairs; IRNet uses {@link PairGeometry#paths} of radius 5
   * @param beta elementwise exponent in (0, 1000]; IRNet uses 10
   * @param buffers where the transition lives
   * @return the transition, valid until the buffers are used again
   * @throws Tag2MaskException when a probability is outside [0, 1] or the map is too large
   */
  public static StencilTransition transition(
      float[] edge,
      int height,
      int width,
      PairGeometry geometry,
      double beta,
      WalkBuffers buffers) {
    WalkChecks.map(edge.length, 1, height, width, "a boundary map");
    checkProbabilities(edge, width);
    Power power = new Power(beta);
    StencilTransition transition = new StencilTransition(geometry, height, width, buffers);
    double[] affinity = new double[height * width];
    for (int k = 0; k < geometry.offsets().size(); k++) {
      affinity(edge, width, geometry.path(k), affinity);
      power.raise(affinity);
      SourceWindow sources = geometry.sources(k, height, width, WalkMode.COMPLETE);
      for (int y = 0; y < sources.rows(); y++) {
        for (int x = sources.left(); x < sources.right(); x++) {
          transition.put(k, y, x, affinity[y * width + x]);
        }
      }
    }
    return transition.finish();
  }

  /**
   * 1 minus the highest probability on the paths from all cells, chunk by chunk; paths from cells
   * that are no sources wrap into other rows or end with the map.
   */
  private static void affinity(float[] edge, int width, List<Offset> path, double[] affinity) {
    float[] there = new float[CHUNK];
    float[] highest = new float[CHUNK];
    for (int from = 0; from < edge.length; from += CHUNK) {
      int cells = Math.min(CHUNK, edge.length - from);
      Arrays.fill(highest, 0f);
      for (Offset cell : path) {
        int shifted = from + cell.flat(width);
        int start = Math.max(0, -shifted);
        int count = Math.min(cells, edge.length - shifted);
        if (count > start) {
          System.arraycopy(edge, shifted + start, there, start, count - start);
          raise(highest, there, count);
        }
      }
      for (int i = 0; i < cells; i++) {
        affinity[from + i] = 1f - highest[i];
      }
    }
  }

  private static void raise(float[] highest, float[] values, int count) {
    for (int i = 0; i < count; i++) {
      highest[i] = Math.max(highest[i], values[i]);
    }
  }

  private static void checkProbabilities(float[] edge, int width) {
    for (int i = 0; i < edge.length; i++) {
      if (!(edge[i] >= 0 && edge[i] <= 1)) {
        throw new Tag2MaskException(
            "a boundary map holds "
                + edge[i]
                + " at column "
                + i % width
                + ", row "
                + i / width
                + ", expected probabilities from 0 to 1");
      }
    }
  }
}
