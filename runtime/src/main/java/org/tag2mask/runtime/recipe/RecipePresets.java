package org.tag2mask.runtime.recipe;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.contract.ClassNames;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;
import org.tag2mask.runtime.recipe.Refinement.Crf;
import org.tag2mask.runtime.recipe.Refinement.UnaryKind;

/**
 * The presets: scales, flip rule, normalisation and background of each paper's public code, and the
 * CRF it uses. Cells are placed as the model contract says ({@link Placement#CELLS}), not stretched
 * as in some of that code, because our networks pad inside.
 *
 * <p>Values that papers found with the masks of the training images are fixed here to the published
 * ones; nothing is searched.
 */
final class RecipePresets {
  private static final CamMerge FOUR_SCALES = CamMerge.of(1.0, 0.5, 1.5, 2.0);

  private static final Map<String, MaskRecipe> BY_NAME =
      byName(
          // Plain CAM as IRN evaluates it: no refinement.
          recipe("cam", FOUR_SCALES, new Background.Threshold(0.15)),
          recipe(
              "psa", FOUR_SCALES, new Background.AlphaPower(16), Crf.of("psa", UnaryKind.SCORES)),
          recipe(
              "irn", FOUR_SCALES, new Background.Threshold(0.15), Crf.of("irn", UnaryKind.LABELS)),
          recipe(
              "seam",
              CamMerge.of(0.5, 1.0, 1.5, 2.0).withNormalization(CamNormalization.SEAM),
              new Background.Threshold(0.26),
              Crf.of("seam", UnaryKind.SCORES)),
          recipe(
              "vwe",
              FOUR_SCALES.withFlip(FlipMerge.MAX),
              new Background.Threshold(0.14),
              Crf.of("vwe", UnaryKind.SOFTMAX)),
          // LID: the maps of the image alone; what the pairs taught is in them.
          recipe(
              "mcis", FOUR_SCALES, new Background.Threshold(0.2), Crf.of("psa", UnaryKind.SCORES)),
          // The public code's maps; its saliency, which decides about the background, is left out.
          recipe(
              "mcis-voc",
              CamMerge.of(1.0).withFlip(FlipMerge.NONE).withPairs(PairMaps.MCIS),
              new Background.Threshold(0.3),
              Crf.of("irn", UnaryKind.LABELS)),
          // One forward pass; the certainty of the labels, which the paper leaves open, is 0.9.
          recipe(
                  "decoupled",
                  CamMerge.of(1.0)
                      .withFlip(FlipMerge.NONE)
                      .withNormalization(CamNormalization.RANGE),
                  new Background.Regions(0.2, 0.3, "feature_sum"),
                  new Crf(Crf.settings("irn"), UnaryKind.LABELS, 0.9))
              .withIgnore(new IgnoreRule.Unlabelled()),
          recipe(
              "semformer",
              CamMerge.of(0.5, 1.0, 1.5, 2.0),
              new Background.Threshold(0.25),
              Crf.of("semformer", UnaryKind.LABELS)),
          recipe(
              "mctformer",
              CamMerge.of(1.0).withNormalization(CamNormalization.MIN_MAX),
              new Background.Threshold(0.39),
              Crf.of("mctformer-labels", UnaryKind.SCORES)));

  private RecipePresets() {}

  static MaskRecipe named(String name) {
    MaskRecipe recipe = BY_NAME.get(name);
    if (recipe == null) {
      throw unknown("recipe preset", name, BY_NAME.keySet());
    }
    return recipe;
  }

  /** What to say about a name that is none of the known ones. */
  static RecipeException unknown(String what, String name, Collection<String> known) {
    return new RecipeException(
        "no "
            + what
            + " '"
            + name
            + "'"
            + ClassNames.nearest(name, known)
                .map(near -> " (did you mean '" + near + "'?)")
                .orElse("")
            + "; expected one of "
            + String.join(", ", known));
  }

  static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  private static MaskRecipe recipe(
      String name, CamMerge cams, Background background, Refinement... refinements) {
    return new MaskRecipe(
        name, cams, background, TagSource.given(), List.of(refinements), IgnoreRule.never());
  }

  private static Map<String, MaskRecipe> byName(MaskRecipe... recipes) {
    Map<String, MaskRecipe> map = new TreeMap<>();
    Arrays.stream(recipes).forEach(recipe -> map.put(recipe.name(), recipe));
    return map;
  }
}
