package org.tag2mask.runtime.recipe;

import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.walk.WalkRange;

/** How many steps a random walk takes. */
public sealed interface WalkSteps {
  /**
   * The steps on a grid.
   *
   * @param cells of the grid, at least 1
   * @return at least 1
   */
  int on(int cells);

  /**
   * Always the same number.
   *
   * @param steps 1 to {@value org.tag2mask.runtime.walk.Transition#MAX_STEPS}
   */
  record Count(int steps) implements WalkSteps {
    /** Checks the range. */
    public Count {
      WalkRange.steps(steps);
    }

    @Override
    public int on(int cells) {
      return steps;
    }
  }

  /**
   * As far, measured by the picture, as a number of steps leads on a grid of reference. A walk of n
   * steps spreads over cells in proportion to the square root of n, so a grid with a quarter of the
   * cells (half the side) needs a quarter of the steps. Larger grids get no more steps than the
   * reference.
   *
   * @param steps on the grid of reference, 1 to {@value
   *     org.tag2mask.runtime.walk.Transition#MAX_STEPS}
   * @param cells of the grid of reference, at least 1
   */
  record ByGrid(int steps, int cells) implements WalkSteps {
    /** Checks the ranges. */
    public ByGrid {
      WalkRange.steps(steps);
      if (cells < 1) {
        throw new RecipeException(
            "walk steps are of a grid of at least 1 cell, found of_cells " + cells);
      }
    }

    @Override
    public int on(int gridCells) {
      return (int) Math.max(1, Math.min(steps, Math.round((double) steps * gridCells / cells)));
    }
  }
}
