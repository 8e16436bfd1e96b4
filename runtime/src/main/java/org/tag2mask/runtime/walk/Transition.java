package org.tag2mask.runtime.walk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The transition matrix {@code T} of a random walk over the N cells of a map. Its columns sum to 1,
 * so that {@code M·T} replaces every cell by a weighted mean of its neighbours: a constant map
 * stays, and no value leaves the range of the map.
 *
 * <p>Maps are {@code [channels][N]}. Implementations do not change after they are made and may be
 * shared by threads unless they say otherwise.
 */
public interface Transition {
  /** The most steps of a walk. */
  int MAX_STEPS = 65_536;

  /**
   * The size of the map.
   *
   * @return N
   */
  int cells();

  /**
   * One product {@code M·T} in double precision.
   *
   * @param maps {@code [channels][N]}; not modified
   * @param out receives {@code [channels][N]}; modified; not the same array as {@code maps}
   * @param channels number of maps
   */
  void step(double[] maps, double[] out, int channels);

  /**
   * {@code M·T^steps} in double precision, by {@code steps} products.
   *
   * @param maps {@code [channels][N]}; not modified
   * @param channels number of maps
   * @param steps 0 to {@link #MAX_STEPS}
   * @return a new {@code [channels][N]}
   * @throws IllegalArgumentException when sizes or steps do not fit
   */
  default double[] walk(double[] maps, int channels, int steps) {
    WalkChecks.length(maps.length, channels, cells());
    WalkChecks.steps(steps, 0);
    double[] from = maps.clone();
    double[] to = new double[maps.length];
    for (int s = 0; s < steps; s++) {
      step(from, to, channels);
      double[] swap = from;
      from = to;
      to = swap;
    }
    return from;
  }

  /**
   * {@code M·T^s} for several step counts s in one pass, as a sweep over steps needs it. Unless an
   * implementation says otherwise, products are made in double precision.
   *
   * @param maps {@code [channels][N]}; not modified
   * @param channels number of maps
   * @param stepCounts ascending, each 1 to {@link #MAX_STEPS}
   * @return a new {@code [channels][N]} for each step count
   * @throws IllegalArgumentException when sizes or steps do not fit
   */
  default List<float[]> walk(float[] maps, int channels, int... stepCounts) {
    WalkChecks.length(maps.length, channels, cells());
    WalkChecks.ascending(stepCounts);
    double[] current = new double[maps.length];
    Arrays.setAll(current, i -> maps[i]);
    List<float[]> results = new ArrayList<>();
    int done = 0;
    for (int count : stepCounts) {
      current = walk(current, channels, count - done);
      done = count;
      float[] result = new float[maps.length];
      for (int i = 0; i < result.length; i++) {
        result[i] = (float) current[i];
      }
      results.add(result);
    }
    return results;
  }
}
