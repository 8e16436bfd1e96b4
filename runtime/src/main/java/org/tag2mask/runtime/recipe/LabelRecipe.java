package org.tag2mask.runtime.recipe;

import java.util.List;
import java.util.Optional;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.recipe.LabelRule.AlphaPair;
import org.tag2mask.runtime.recipe.LabelRule.OtsuPair;
import org.tag2mask.runtime.recipe.LabelRule.ThresholdPair;
import org.tag2mask.runtime.recipe.Refinement.Crf;
import org.tag2mask.runtime.recipe.Refinement.UnaryKind;

/**
 * Everything that happens between an image and the labels an affinity network learns from. The
 * classes are the tags of the image.
 *
 * @param name the recipe's name, for people
 * @param cams scales, flips, placement, grid and normalisation of the maps
 * @param rule how maps become labels
 * @param crf the refinement of the scores behind each of the rule's two opinions; empty for none
 */
public record LabelRecipe(String name, CamMerge cams, LabelRule rule, Optional<Crf> crf)
    implements Recipe {
  private static final List<LabelRecipe> PRESETS =
      List.of(
          new LabelRecipe(
              "irn",
              CamMerge.of(1.0, 0.5, 1.5, 2.0),
              new ThresholdPair(0.30, 0.05),
              Optional.of(Crf.of("irn", UnaryKind.LABELS))),
          new LabelRecipe(
              "otsu",
              CamMerge.of(1.0, 0.5, 1.5, 2.0),
              new OtsuPair(0.1, 0.1),
              Optional.of(Crf.of("irn", UnaryKind.LABELS))),
          new LabelRecipe(
              "psa",
              CamMerge.of(1.0, 0.5, 1.5, 2.0),
              new AlphaPair(4, 32, 8),
              Optional.of(Crf.of("psa", UnaryKind.SCORES))),
          new LabelRecipe(
              "seam",
              CamMerge.of(0.5, 1.0, 1.5, 2.0).withNormalization(CamNormalization.SEAM),
              new AlphaPair(4, 24, 8),
              Optional.of(Crf.of("seam", UnaryKind.SCORES))),
          new LabelRecipe(
              "semformer",
              CamMerge.of(0.5, 1.0, 1.5, 2.0),
              new ThresholdPair(0.11, 0.15),
              Optional.of(Crf.of("semformer-labels", UnaryKind.LABELS))));

  /** Checks the name. */
  public LabelRecipe {
    if (name.isBlank()) {
      throw new RecipeException("a label recipe needs a name");
    }
  }

  /**
   * A preset.
   *
   * @param name one of {@link #names()}
   * @return the recipe
   * @throws RecipeException when there is none of that name; the message suggests the nearest
   */
  public static LabelRecipe named(String name) {
    return PRESETS.stream()
        .filter(recipe -> recipe.name.equals(name))
        .findFirst()
        .orElseThrow(() -> RecipePresets.unknown("label style", name, names()));
  }

  /**
   * The names of the presets.
   *
   * @return in alphabetical order
   */
  public static List<String> names() {
    return PRESETS.stream().map(LabelRecipe::name).toList();
  }

  /**
   * The preset {@code irn}, the default.
   *
   * @return the recipe
   */
  public static LabelRecipe irn() {
    return named("irn");
  }

  @Override
  public String toJson() {
    return LabelRecipeJson.write(this);
  }

  /**
   * A recipe from JSON. Besides the full form, {@code {"style": "irn", ...}} takes a preset and
   * replaces what is given.
   *
   * @param text JSON object
   * @param where where the text is from, for messages
   * @return the recipe
   * @throws org.tag2mask.runtime.Tag2MaskException when the text is no recipe
   */
  public static LabelRecipe fromJson(String text, String where) {
    return LabelRecipeJson.read(text, where);
  }

  /**
   * The same recipe under another name.
   *
   * @param newName the name
   * @return a new recipe
   */
  public LabelRecipe withName(String newName) {
    return new LabelRecipe(newName, cams, rule, crf);
  }

  /**
   * The same recipe with another merge of maps.
   *
   * @param newCams the merge
   * @return a new recipe
   */
  public LabelRecipe withCams(CamMerge newCams) {
    return new LabelRecipe(name, newCams, rule, crf);
  }

  /**
   * The same recipe with another rule.
   *
   * @param newRule how maps become labels
   * @return a new recipe
   */
  public LabelRecipe withRule(LabelRule newRule) {
    return new LabelRecipe(name, cams, newRule, crf);
  }

  /**
   * The same recipe with another refinement.
   *
   * @param newCrf the refinement; empty for none
   * @return a new recipe
   */
  public LabelRecipe withCrf(Optional<Crf> newCrf) {
    return new LabelRecipe(name, cams, rule, newCrf);
  }
}
