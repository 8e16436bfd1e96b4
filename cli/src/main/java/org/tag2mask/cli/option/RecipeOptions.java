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
              + " semformer, vwe; without it the model's own recipe, else irn")
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
      placeholder = "T|alpha:A|otsu",
      description =
          "background score: a threshold in [0,1], alpha:16 for (1 - max)^16, or otsu for a threshold"
              + " that each image's own maps suggest")
  public String background;

  /** The CRF. */
  @Parameter(
      names = "--crf",
      order = 13,
      placeholder = "NAME",
      description = "dense CRF settings named after a paper, or none for no CRF")
  public String crf;

  /** The scales. */
  @Parameter(
      names = "--scales",
      order = 14,
      placeholder = "LIST",
      description = "scales of the maps, such as 0.5,1,1.5,2")
  public List<Double> scales = new ArrayList<>();

  /** No mirror images. */
  @Parameter(names = "--no-flip", order = 15, description = "do not merge maps of the mirror image")
  public boolean noFlip;

  /** Predicted tags. */
  @Parameter(
      names = "--predict-tags",
      order = 16,
      placeholder = "P",
      description = "let the classifier say which classes are there (probability at least P)")
  public Double predictTags;

  /** Unsure pixels. */
  @Parameter(
      names = "--ignore-below",
      order = 17,
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
    if (crf != null) {
      changed =
          changed.withRefinements(
              crf.equals("none")
                  ? List.of()
                  : List.of(Refinement.Crf.of(crf, Refinement.UnaryKind.LABELS)));
    }
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
    if (background.equals("otsu")) {
      return new Background.Otsu();
    }
    try {
      return background.startsWith("alpha:")
          ? new Background.AlphaPower(Double.parseDouble(background.substring("alpha:".length())))
          : new Background.Threshold(Double.parseDouble(background));
    } catch (NumberFormatException e) {
      throw new UsageException(
          "--background is '"
              + background
              + "', expected a number such as 0.15, alpha:16, or otsu");
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
        resolve(Optional.empty());
      }
    } catch (Tag2MaskException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
