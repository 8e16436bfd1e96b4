package org.tag2mask.cli.option;

import com.beust.jcommander.Parameter;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.DoubleFunction;
import org.tag2mask.cli.UsageException;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.mask.SweepGrid;
import org.tag2mask.runtime.recipe.Background;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.Refinement.RandomWalk;
import org.tag2mask.runtime.recipe.WalkSteps;

/** The values that a sweep tries. */
public final class SweepOptions {
  /** The most combinations of values. */
  public static final int MOST = 2000;

  private static final String ALPHA = "alpha:";
  private static final String OTSU = "otsu:";

  @Parameter(
      names = "--background",
      order = 7,
      placeholder = "LIST|alpha:LIST|otsu[:LIST]",
      description =
          "background thresholds, such as 0.15:0.9:0.05 (LOW:HIGH:STEP) or 0.2,0.3; or exponents of"
              + " (1 - max)^alpha, such as alpha:4,16,32; or distances from each image's own Otsu"
              + " threshold, such as otsu:-0.1,0,0.1")
  private String background = "0.05:0.95:0.05";

  @Parameter(
      names = "--beta",
      order = 8,
      placeholder = "LIST",
      description = "exponents of the walk, such as 8,10; without it the recipe's own")
  private String beta;

  @Parameter(
      names = "--steps",
      order = 9,
      placeholder = "LIST",
      description =
          "steps of the walk, counts such as 0,16,64,256, where 0 is no walk; without it the"
              + " recipe's own")
  private String steps;

  /**
   * The values for a recipe.
   *
   * @param recipe its walk's own numbers are taken where none are given
   * @return the grid
   * @throws Tag2MaskException when the recipe has no walk to vary
   */
  public SweepGrid grid(MaskRecipe recipe) {
    return recipe.refinements().stream()
        .filter(RandomWalk.class::isInstance)
        .map(RandomWalk.class::cast)
        .findFirst()
        .map(walk -> grid(List.of(walk.beta()), List.of(ownSteps(recipe, walk))))
        .orElseGet(() -> grid(List.of(), List.of(0)));
  }

  private SweepGrid grid(List<Double> ownBetas, List<Integer> ownSteps) {
    return new SweepGrid(
        beta == null ? ownBetas : doubles("--beta", beta),
        steps == null ? ownSteps : wholes("--steps", steps),
        backgrounds());
  }

  private int ownSteps(MaskRecipe recipe, RandomWalk walk) {
    if (walk.steps() instanceof WalkSteps.Count count) {
      return count.steps();
    }
    if (steps == null) {
      throw new UsageException(
          "the walk of recipe '"
              + recipe.name()
              + "' takes its steps from the size of an image; give the counts to try as --steps");
    }
    return 1;
  }

  private List<? extends Background.Score> backgrounds() {
    if (background.equals("otsu")) {
      return List.of(new Background.Otsu());
    }
    if (background.startsWith(OTSU)) {
      return backgrounds(background.substring(OTSU.length()), Background.Otsu::new);
    }
    return background.startsWith(ALPHA)
        ? backgrounds(background.substring(ALPHA.length()), Background.AlphaPower::new)
        : backgrounds(background, Background.Threshold::new);
  }

  private static <T> List<T> backgrounds(String numbers, DoubleFunction<T> rule) {
    return doubles("--background", numbers).stream().map(rule::apply).toList();
  }

  private static List<Double> doubles(String option, String text) {
    return NumberList.parse(option, text).stream().map(BigDecimal::doubleValue).toList();
  }

  private static List<Integer> wholes(String option, String text) {
    try {
      return NumberList.parse(option, text).stream().map(BigDecimal::intValueExact).toList();
    } catch (ArithmeticException e) {
      throw new UsageException(option + " is '" + text + "', expected whole numbers");
    }
  }

  /**
   * Refuses values that make no sense, before any work.
   *
   * @param walk the models there are
   */
  public void check(WalkModelOptions walk) {
    boolean none = walk.affinity == null && walk.boundary == null;
    if (none && beta != null) {
      throw new UsageException(
          "--beta is the exponent of a walk, and there is no model to walk along; give --affinity"
              + " FILE or --boundary FILE");
    }
    if (none && steps != null && !wholes("--steps", steps).equals(List.of(0))) {
      throw new UsageException(
          "--steps are those of a walk, and there is no model to walk along; give --affinity FILE"
              + " or --boundary FILE");
    }
    if (walk.affinity != null && walk.boundary != null) {
      throw new UsageException("a sweep follows one walk; give --affinity or --boundary, not both");
    }
    try {
      SweepGrid grid = none ? grid(List.of(), List.of(0)) : grid(List.of(1.0), List.of(1));
      long all = (long) grid.steps().size() * grid.backgrounds().size();
      all *= Math.max(1, grid.betas().size());
      if (all > MOST) {
        throw new UsageException(
            "the lists give " + all + " combinations, at most " + MOST + "; shorten one of them");
      }
    } catch (Tag2MaskException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
