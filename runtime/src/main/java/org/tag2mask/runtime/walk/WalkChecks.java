package org.tag2mask.runtime.walk;

import java.util.Arrays;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.Tag2MaskException;

/** The checks that walks and affinities share. */
final class WalkChecks {
  private static final double MAX_BETA = 1000;

  private WalkChecks() {}

  static void length(int length, int channels, int cells) {
    if (channels < 0 || length != (long) channels * cells) {
      throw new IllegalArgumentException(
          channels
              + " maps of "
              + cells
              + " cells have "
              + (long) channels * cells
              + " values, found "
              + length);
    }
  }

  static void steps(int steps, int least) {
    if (steps < least || steps > Transition.MAX_STEPS) {
      throw new IllegalArgumentException(
          "a walk takes " + least + " to " + Transition.MAX_STEPS + " steps, found " + steps);
    }
  }

  static void ascending(int... stepCounts) {
    int previous = 0;
    for (int count : stepCounts) {
      steps(count, 1);
      if (count <= previous) {
        throw new IllegalArgumentException(
            "step counts must ascend, found " + Arrays.toString(stepCounts));
      }
      previous = count;
    }
    if (stepCounts.length == 0) {
      throw new IllegalArgumentException("a walk needs at least one step count");
    }
  }

  static void beta(double beta) {
    if (!(beta > 0 && beta <= MAX_BETA)) {
      throw new RecipeException("walk beta must be in (0, " + (int) MAX_BETA + "], found " + beta);
    }
  }

  static void affinity(double value, int row, int column) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new Tag2MaskException(
          "affinities must be finite and not negative, found "
              + value
              + " in row "
              + row
              + ", column "
              + column);
    }
  }

  static void columnSum(double sum, int cell) {
    if (!(sum > 0)) {
      throw new Tag2MaskException(
          "cell "
              + cell
              + " has no affinity to any cell, so nothing can walk there; set its affinity to"
              + " itself to 1");
    }
  }

  static void map(int length, int channels, int height, int width, String what) {
    if (height < 1 || width < 1 || channels < 1 || length != (long) channels * height * width) {
      throw new IllegalArgumentException(
          what
              + " of "
              + channels
              + "x"
              + height
              + "x"
              + width
              + " cannot have "
              + length
              + " values");
    }
  }

  /** Refuses what a broken network gives. */
  static void finite(float[] values, String what) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new Tag2MaskException(
            what
                + " holds "
                + values[i]
                + " (value "
                + i
                + " of "
                + values.length
                + "), expected finite values; export the model in float32 if it is float16");
      }
    }
  }
}
