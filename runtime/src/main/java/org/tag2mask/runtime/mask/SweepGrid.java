package org.tag2mask.runtime.mask;

import java.util.List;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.recipe.Background;
import org.tag2mask.runtime.walk.WalkRange;

/**
 * The values that a sweep tries in place of a recipe's own, all combinations of them.
 *
 * @param betas exponents of the walk, ascending; empty where the recipe does not walk
 * @param steps steps of the walk, ascending; 0 is no walk, whatever the exponent
 * @param backgrounds background rules; at least one, none twice
 */
public record SweepGrid(
    List<Double> betas, List<Integer> steps, List<? extends Background.Score> backgrounds) {

  /** Checks ranges and order, and copies the lists. */
  public SweepGrid {
    betas = List.copyOf(betas);
    steps = List.copyOf(steps);
    backgrounds = List.copyOf(backgrounds);
    betas.forEach(WalkRange::beta);
    ascending("betas", betas);
    steps.stream().filter(count -> count != 0).forEach(WalkRange::steps);
    ascending("steps", steps);
    if (steps.isEmpty() || backgrounds.isEmpty()) {
      throw new RecipeException("a sweep needs at least one number of steps and one background");
    }
    if (betas.isEmpty() && !steps.equals(List.of(0))) {
      throw new RecipeException(
          "a sweep over steps " + steps + " needs at least one beta; without a walk steps are [0]");
    }
    if (backgrounds.stream().distinct().count() < backgrounds.size()) {
      throw new RecipeException("a sweep tries each background once, found " + backgrounds);
    }
  }

  private static <T extends Comparable<T>> void ascending(String what, List<T> values) {
    for (int i = 1; i < values.size(); i++) {
      if (values.get(i).compareTo(values.get(i - 1)) <= 0) {
        throw new RecipeException(what + " of a sweep must ascend, found " + values);
      }
    }
  }

  /** The step counts of real walks. */
  int[] walkedSteps() {
    return steps.stream().filter(count -> count > 0).mapToInt(Integer::intValue).toArray();
  }

  /** Whether the maps are to be scored without a walk too. */
  boolean unwalked() {
    return steps.get(0) == 0;
  }
}
