package org.tag2mask.cli.option;

import com.beust.jcommander.Parameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tag2mask.cli.UsageException;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;
import org.tag2mask.runtime.recipe.Background;
import org.tag2mask.runtime.recipe.IgnoreRule;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.PairMaps;
import org.tag2mask.runtime.recipe.Refinement;
import org.tag2mask.runtime.recipe.TagSource;

/** How maps become masks: a preset or file, and changes to it. */
public final class RecipeOptions {
  /** A preset. */
  @Parameter(
      names = "--preset",
      order = 10,
      placeholder = "NAME",
      description =
          "recipe named after a paper: cam, decoupled, irn, mcis, mcis-voc, mctformer, psa, seam,"
              + " semformer, vwe; with a random walk instead of the CRF: irn-walk, mctformer-walk, psa-walk, seam-walk,"
              + " semformer-walk; without it the model's own recipe, else irn (with --boundary"
              + " irn-walk, with --affinity psa-walk)")
  public String preset;

  /** A recipe file. */
  @Parameter(
      names = "--recipe",
      order = 11,
      placeholder = "FILE",
      description = "recipe as a JSON file, such as the recipe in a run.json")
  public Path recipe;

  /** The background rule. */
  @Parameter(
      names = "--background",
      order = 12,
      placeholder = "T|alpha:A|otsu[+D]",
      description =
          "background score: a threshold in [0,1], alpha:16 for (1 - max)^16, or otsu for a threshold"
              + " that each image's own maps suggest")
  public String background;

  /** The CRF. */
  @Parameter(
      names = "--crf",
      order = 13,
      placeholder = "NAME",
      description = "dense CRF settings named after a paper, or none for no CRF; a walk stays")
  public String crf;

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

  /** The scales. */
  @Parameter(
      names = "--scales",
      order = 16,
      placeholder = "LIST",
      description = "scales of the maps, such as 0.5,1,1.5,2")
  public List<Double> scales = new ArrayList<>();

  /** No mirror images. */
  @Parameter(names = "--no-flip", order = 17, description = "do not merge maps of the mirror image")
  public boolean noFlip;

  /** Predicted tags. */
  @Parameter(
      names = "--predict-tags",
      order = 18,
      placeholder = "P",
      description = "let the classifier say which classes are there (probability at least P)")
  public Double predictTags;

  /** Unsure pixels. */
  @Parameter(
      names = "--ignore-below",
      order = 19,
      placeholder = "C",
      description = "pixels of lower confidence get 255")
  public Double ignoreBelow;

  /** Partners. */
  @Parameter(
      names = "--partners",
      order = 18,
      placeholder = "N",
      description =
          "images of each class that a classifier of pairs compares an image with, drawn by tag from"
              + " the same images")
  public Integer partners;

  /**
   * The recipe to use.
   *
   * @param ofModel the recipe in the model file
   * @return preset, file, or the model's own, with the changes asked for
   */
  public MaskRecipe resolve(Optional<MaskRecipe> ofModel) {
    MaskRecipe base = base(ofModel);
    MaskRecipe changed = base;
    if (!scales.isEmpty()) {
      changed = changed.withCams(changed.cams().withScales(scales));
    }
    if (noFlip) {
      changed = changed.withCams(changed.cams().withFlip(FlipMerge.NONE));
    }
    if (background != null) {
      changed = changed.withBackground(background());
    }
    changed = changed.withRefinements(refinements(changed));
    if (predictTags != null) {
      changed = changed.withTags(TagSource.predicted(predictTags));
    }
    if (ignoreBelow != null) {
      changed = changed.withIgnore(new IgnoreRule.BelowConfidence(ignoreBelow));
    }
    if (partners != null) {
      PairMaps pairs = changed.cams().pairs().orElse(PairMaps.MCIS).withPartners(partners);
      changed = changed.withCams(changed.cams().withPairs(pairs));
    }
    return changed.equals(base) ? base : changed.withName(base.name() + "*");
  }

  private List<Refinement> refinements(MaskRecipe recipe) {
    if ((steps != null || beta != null) && recipe.walkModels().isEmpty()) {
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
      } else if (crf == null) {
        list.add(refinement);
      }
    }
    if (crf != null && !crf.equals("none")) {
      list.add(Refinement.Crf.of(crf, Refinement.UnaryKind.LABELS));
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

  private MaskRecipe base(Optional<MaskRecipe> ofModel) {
    if (recipe != null) {
      try {
        return MaskRecipe.fromJson(Files.readString(recipe), recipe.toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return preset != null ? MaskRecipe.named(preset) : ofModel.orElseGet(MaskRecipe::irn);
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
    if (preset != null && recipe != null) {
      throw new UsageException("--preset and --recipe exclude each other; give one of them");
    }
    try {
      if (preset != null) {
        MaskRecipe.named(preset);
      }
      if (recipe == null) {
        // Whether the model's own recipe walks is not known yet.
        resolve(Optional.of(MaskRecipe.named("irn-walk")));
      }
    } catch (Tag2MaskException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
