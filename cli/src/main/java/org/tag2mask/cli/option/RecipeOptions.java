package org.tag2mask.cli.option;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tag2mask.cli.UsageException;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.recipe.Background;
import org.tag2mask.runtime.recipe.IgnoreRule;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.Refinement;

/** How maps become masks: a preset or file, and changes to it. */
public final class RecipeOptions {
  @ParametersDelegate private final RecipeBaseOptions start = new RecipeBaseOptions();

  /** The background rule. */
  @Parameter(
      names = "--background",
      order = 12,
      placeholder = "T|alpha:A|otsu[+D]",
      description =
          "background score: a threshold in [0,1], alpha:16 for (1 - max)^16, or otsu for a threshold"
              + " that each image's own maps suggest")
  public String background;

  /** The steps of the walk. */
  @Parameter(
      names = "--steps",
      order = 14,
      placeholder = "N|grid",
      description =
          "steps of the recipe's random walk: a count (256), not a power of two; or grid for as many"
              + " as lead as far in a small picture as 256 in a photo of 500 x 375")
  public String steps;

  /** The exponent of the walk. */
  @Parameter(
      names = "--beta",
      order = 15,
      placeholder = "B",
      description = "exponent of the affinities in the recipe's random walk")
  public Double beta;

  /** Unsure pixels. */
  @Parameter(
      names = "--ignore-below",
      order = 19,
      placeholder = "C",
      description = "pixels of lower confidence get 255")
  public Double ignoreBelow;

  /**
   * The recipe to use.
   *
   * @param ofModel the recipe in the model file
   * @return preset, file, or the model's own, with the changes asked for
   */
  public MaskRecipe resolve(Optional<MaskRecipe> ofModel) {
    MaskRecipe base = start.base(ofModel);
    MaskRecipe changed = start.changed(base);
    if (background != null) {
      changed = changed.withBackground(background());
    }
    if (steps != null || beta != null) {
      changed = changed.withRefinements(refinements(changed));
    }
    if (ignoreBelow != null) {
      changed = changed.withIgnore(new IgnoreRule.BelowConfidence(ignoreBelow));
    }
    return RecipeBaseOptions.named(base, changed);
  }

  private List<Refinement> refinements(MaskRecipe recipe) {
    if (recipe.walkModels().isEmpty()) {
      throw new UsageException(
          "recipe '"
              + recipe.name()
              + "' has no random walk for --steps or --beta; use one with a walk, such as --preset"
              + " irn-walk");
    }
    List<Refinement> list = new ArrayList<>();
    for (Refinement refinement : recipe.refinements()) {
      if (refinement instanceof Refinement.RandomWalk walk) {
        Refinement.RandomWalk counted = steps == null ? walk : counted(walk);
        list.add(beta == null ? counted : counted.withBeta(beta));
      } else {
        list.add(refinement);
      }
    }
    return list;
  }

  private Refinement.RandomWalk counted(Refinement.RandomWalk walk) {
    if (steps.equals("grid")) {
      return walk.withStepsByGrid();
    }
    try {
      return walk.withSteps(Integer.parseInt(steps));
    } catch (NumberFormatException e) {
      throw new UsageException("--steps is '" + steps + "', expected a count such as 256, or grid");
    }
  }

  private Background background() {
    try {
      if (background.startsWith("otsu")) {
        String shift = background.substring("otsu".length());
        return new Background.Otsu(shift.isEmpty() ? 0 : Double.parseDouble(shift));
      }
      return background.startsWith("alpha:")
          ? new Background.AlphaPower(Double.parseDouble(background.substring("alpha:".length())))
          : new Background.Threshold(Double.parseDouble(background));
    } catch (NumberFormatException e) {
      throw new UsageException(
          "--background is '"
              + background
              + "', expected a number such as 0.15, alpha:16, otsu, or otsu+0.1");
    }
  }

  /** Refuses values that make no sense, before any work. */
  public void check() {
    start.check();
    try {
      if (start.recipe == null) {
        // Whether the model's own recipe walks is not known yet.
        resolve(Optional.of(MaskRecipe.named("irn-walk")));
      }
    } catch (Tag2MaskException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
