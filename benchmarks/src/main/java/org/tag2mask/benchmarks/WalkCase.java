package org.tag2mask.benchmarks;

import java.util.Random;
import java.util.function.Function;
import org.tag2mask.runtime.walk.BoundaryAffinity;
import org.tag2mask.runtime.walk.FeatureAffinity;
import org.tag2mask.runtime.walk.PairGeometry;
import org.tag2mask.runtime.walk.StencilTransition;
import org.tag2mask.runtime.walk.WalkBuffers;
import org.tag2mask.runtime.walk.WalkMode;

/**
 * A random walk to measure: radius 5, on made-up boundaries or features, the same at every run.
 *
 * @param name whose walk
 * @param rows of the grid
 * @param columns of the grid
 * @param maker makes the transition in buffers
 */
record WalkCase(
    String name, int rows, int columns, Function<WalkBuffers, StencilTransition> maker) {
  private static final int FEATURES = 448;

  /** What walks. */
  enum Seeds {
    /** Every cell has a value. */
    DENSE,
    /** A disc in each map, 0 elsewhere, as classifiers give them. */
    DISCS
  }

  /** IRNet's walk on the quarter grid of an image. */
  static WalkCase irn(int width, int height) {
    int rows = (height + 3) / 4;
    int columns = (width + 3) / 4;
    float[] edge = random(rows * columns, 1);
    PairGeometry paths = PairGeometry.paths(5);
    return new WalkCase(
        "IRNet",
        rows,
        columns,
        buffers -> BoundaryAffinity.transition(edge, rows, columns, paths, 10, buffers));
  }

  /** AffinityNet's walk on the eighth grid of an image, 448 features. */
  static WalkCase psa(int width, int height) {
    int rows = (height + 7) / 8;
    int columns = (width + 7) / 8;
    float[] feature = random(FEATURES * rows * columns, 2);
    PairGeometry pairs = PairGeometry.rows(5);
    return new WalkCase(
        "AffinityNet",
        rows,
        columns,
        buffers ->
            FeatureAffinity.transition(
                feature, FEATURES, rows, columns, pairs, 8, WalkMode.COMPLETE, buffers));
  }

  int cells() {
    return rows * columns;
  }

  /** Maps to walk, {@code [maps][rows][columns]}. */
  float[] seeds(int maps, Seeds seeds) {
    float[] values = random(maps * cells(), 3);
    if (seeds == Seeds.DISCS) {
      for (int i = 0; i < values.length; i++) {
        int map = i / cells();
        double down = i % cells() / columns - rows / 2.0;
        double across = i % columns - columns / (map % 3 + 2.0);
        values[i] = Math.hypot(down, across) < rows / 12.0 ? values[i] : 0;
      }
    }
    return values;
  }

  private static float[] random(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }
}
