package org.tag2mask.runtime.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.tag2mask.runtime.Golden;

/**
 * Walks against what the public code gave. It squares dense float32 matrices, which drifts: its own
 * distance from the same code in float64 (in the README of the files) is what is left between us.
 */
class GoldenWalkTest {
  private static final int RADIUS = 5;

  @Test
  void irnsWalkAlongBoundaries() {
    float[] edge = Golden.read("irn_walk_24x31__edge");
    StencilTransition transition =
        BoundaryAffinity.transition(
            edge, 24, 31, PairGeometry.paths(RADIUS), 10, new WalkBuffers());
    float[] seed = Golden.read("irn_walk_24x31__cam");
    for (int i = 0; i < seed.length; i++) {
      seed[i] *= 1 - edge[i % edge.length];
    }
    List<float[]> walked = transition.walk(seed, 3, 16, 256);
    check(Golden.read("irn_walk_24x31__rw_exp4"), walked.get(0), 6e-6);
    check(Golden.read("irn_walk_24x31__rw_exp8"), walked.get(1), 8e-5);
  }

  @Test
  void irnsPaddingChangesNoPairInsideTheMap() {
    float[] edge = Golden.read("irn_walk_24x31__edge");
    int width = 31 + 2 * RADIUS;
    int height = 24 + RADIUS;
    float[] padded = new float[height * width];
    Arrays.fill(padded, 1);
    for (int y = 0; y < 24; y++) {
      System.arraycopy(edge, y * 31, padded, y * width + RADIUS, 31);
    }
    PairGeometry geometry = PairGeometry.paths(RADIUS);
    StencilTransition outer =
        BoundaryAffinity.transition(padded, height, width, geometry, 1, new WalkBuffers());
    StencilTransition inner =
        BoundaryAffinity.transition(edge, 24, 31, geometry, 1, new WalkBuffers());

    PairIndex sources = geometry.index(height, width, WalkMode.COMPAT);
    float[] affinities = new float[34 * 825];
    int inside = 0;
    for (int k = 0; k < 34; k++) {
      int[] from = sources.sources(k);
      int[] to = sources.destinations(k);
      for (int p = 0; p < from.length; p++) {
        int y = from[p] / width;
        int x = from[p] % width;
        affinities[k * 825 + p] = outer.weight(k, y, x);
        if (inside(y, x - RADIUS) && inside(to[p] / width, to[p] % width - RADIUS)) {
          assertEquals(inner.weight(k, y, x - RADIUS), outer.weight(k, y, x));
          inside++;
        }
      }
    }
    check(Golden.read("irn_walk_24x31__sparse_aff_padded"), Golden.every(7, affinities), 1e-7);
    int all = 0;
    for (int k = 0; k < 34; k++) {
      all += geometry.index(24, 31, WalkMode.COMPLETE).sources(k).length;
    }
    assertEquals(all, inside, "pairs inside the map");
  }

  private static boolean inside(int y, int x) {
    return y < 24 && x >= 0 && x < 31;
  }

  @Test
  void affinityNetsWalkHasTheSourcesOfItsCode() {
    float[] walked =
        DenseTransition.ofAffinity(affinityNet(), 8)
            .walk(Golden.read("psa_walk_20x24__cam_pooled"), 4, 16, 256)
            .get(1);
    check(Golden.read("psa_walk_20x24__cam_rw_logt8"), walked, 1e-6);
  }

  @Test
  void affinityNetsWalkByTheStencil() {
    StencilTransition transition = stencil();
    List<float[]> walked = transition.walk(Golden.read("psa_walk_20x24__cam_pooled"), 4, 16, 256);
    check(Golden.read("psa_walk_20x24__cam_rw_logt4"), walked.get(0), 2e-6);
    check(Golden.read("psa_walk_20x24__cam_rw_logt8"), walked.get(1), 5e-6);
  }

  /** A of the case: given affinities between the pairs of the public code. */
  private static DMatrixRMaj affinityNet() {
    float[] values = affinities();
    PairIndex index = PairGeometry.rows(RADIUS).index(20, 24, WalkMode.COMPAT);
    DMatrixRMaj affinity = new DMatrixRMaj(480, 480);
    for (int i = 0; i < 480; i++) {
      affinity.set(i, i, 1);
    }
    for (int k = 0; k < 34; k++) {
      int[] from = index.sources(k);
      int[] to = index.destinations(k);
      for (int p = 0; p < from.length; p++) {
        affinity.set(from[p], to[p], values[k * from.length + p]);
        affinity.set(to[p], from[p], values[k * from.length + p]);
      }
    }
    return affinity;
  }

  private static StencilTransition stencil() {
    float[] values = affinities();
    PairGeometry geometry = PairGeometry.rows(RADIUS);
    PairIndex index = geometry.index(20, 24, WalkMode.COMPAT);
    StencilTransition transition = new StencilTransition(geometry, 20, 24, new WalkBuffers());
    for (int k = 0; k < 34; k++) {
      int[] from = index.sources(k);
      for (int p = 0; p < from.length; p++) {
        double weight = Math.pow(values[k * from.length + p], 8);
        transition.put(k, from[p] / 24, from[p] % 24, weight);
      }
    }
    return transition.finish();
  }

  private static float[] affinities() {
    float[] values = Golden.formula("psawalkA.aff", 34 * 256);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.75 + 0.22 * values[i]);
    }
    return values;
  }

  private static void check(float[] expected, float[] actual, double tolerance) {
    assertEquals(expected.length, actual.length);
    double highest = Scene.highest(Scene.doubles(expected));
    double worst = Scene.worst(Scene.doubles(expected), Scene.doubles(actual)) / highest;
    assertTrue(worst <= tolerance, "off by " + worst + " of the maximum");
  }
}
