package org.tag2mask.runtime.walk;

import org.tag2mask.runtime.RecipeException;

/** The ranges of a walk's numbers, told for whoever wrote them into a recipe or an option. */
public final class WalkRange {
  private static final int MAX_BETA = 1000;

  private WalkRange() {}

  /**
   * Checks a radius.
   *
   * @param radius 2 to {@link PairGeometry#MAX_RADIUS}
   * @throws RecipeException when it is outside
   */
  public static void radius(int radius) {
    if (radius < 2 || radius > PairGeometry.MAX_RADIUS) {
      throw new RecipeException(
          "walk radius must be 2 to " + PairGeometry.MAX_RADIUS + " cells, found " + radius);
    }
  }

  /**
   * Checks an exponent.
   *
   * @param beta above 0, up to 1000
   * @throws RecipeException when it is outside
   */
  public static void beta(double beta) {
    if (!(beta > 0 && beta <= MAX_BETA)) {
      throw new RecipeException("walk beta must be in (0, " + MAX_BETA + "], found " + beta);
    }
  }

  /**
   * Checks a number of steps.
   *
   * @param steps 1 to {@link Transition#MAX_STEPS}
   * @throws RecipeException when it is outside
   */
  public static void steps(int steps) {
    if (steps < 1 || steps > Transition.MAX_STEPS) {
      throw new RecipeException(
          "walk steps must be 1 to "
              + Transition.MAX_STEPS
              + ", found "
              + steps
              + "; it is the number of products (256 in the papers, not the 8 of 2^8), and a recipe"
              + " without a walk needs no steps");
    }
  }
}
