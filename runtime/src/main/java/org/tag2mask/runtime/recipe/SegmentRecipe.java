package org.tag2mask.runtime.recipe;

import java.util.List;
import java.util.Optional;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.recipe.Refinement.Crf;
import org.tag2mask.runtime.recipe.Refinement.UnaryKind;

/**
 * Everything that decides which mask an image gets from a segmenter. The same recipe on the same
 * image with the same model gives the same bytes, on any number of threads.
 *
 * @param name what it is called: a preset's name, or the user's word for it
 * @param merge scales, flip and how their scores become one
 * @param classes which classes the mask may show
 * @param crf a dense CRF over background and the labels that won a pixel without it; its unary is
 *     {@link UnaryKind#SCORES} (of the softmax), {@link UnaryKind#LABELS}, or {@link
 *     UnaryKind#LOGITS} where logits are merged
 * @param ignore which pixels get label 255
 * @param tiles how large images are cut
 */
public record SegmentRecipe(
    String name,
    LogitMerge merge,
    ClassFilter classes,
    Optional<Crf> crf,
    IgnoreRule ignore,
    Tiles tiles)
    implements Recipe {

  /** Checks the name and what the CRF starts from. */
  public SegmentRecipe {
    if (name.isBlank()) {
      throw new RecipeException("a recipe needs a name");
    }
    UnaryKind unary = crf.map(Crf::unary).orElse(UnaryKind.SCORES);
    if (unary == UnaryKind.SOFTMAX) {
      throw new RecipeException(
          "the scores of a segmenter are probabilities already; use unary 'scores', not 'softmax'");
    }
    if (unary == UnaryKind.LOGITS && merge.rule().softmaxFirst()) {
      throw new RecipeException(
          "unary 'logits' needs a rule that merges logits, found "
              + merge.rule()
              + "; use unary 'scores'");
    }
  }

  /**
   * A preset.
   *
   * @param name one of {@link #names()}
   * @return the recipe
   * @throws RecipeException when there is none of that name; the message suggests the nearest
   */
  public static SegmentRecipe named(String name) {
    return SegmentPresets.named(name);
  }

  /**
   * The names of the presets.
   *
   * @return in alphabetical order
   */
  public static List<String> names() {
    return SegmentPresets.names();
  }

  /**
   * The preset {@code plain}, the default: one scale, the largest logit.
   *
   * @return the recipe
   */
  public static SegmentRecipe plain() {
    return named("plain");
  }

  @Override
  public String toJson() {
    return SegmentRecipeJson.write(this);
  }

  /**
   * A recipe from JSON. Besides the full form, {@code {"preset": "seam", ...}} takes a preset and
   * replaces the parts that are given.
   *
   * @param text JSON object
   * @param where where the text is from, for messages
   * @return the recipe
   * @throws org.tag2mask.runtime.Tag2MaskException when the text is no recipe
   */
  public static SegmentRecipe fromJson(String text, String where) {
    return SegmentRecipeJson.read(text, where);
  }

  /**
   * The same recipe under another name.
   *
   * @param newName the name
   * @return a new recipe
   */
  public SegmentRecipe withName(String newName) {
    return new SegmentRecipe(newName, merge, classes, crf, ignore, tiles);
  }

  /**
   * The same recipe with another merge.
   *
   * @param newMerge scales, flip and rule
   * @return a new recipe
   */
  public SegmentRecipe withMerge(LogitMerge newMerge) {
    return new SegmentRecipe(name, newMerge, classes, crf, ignore, tiles);
  }

  /**
   * The same recipe with another choice of classes.
   *
   * @param newClasses which classes the mask may show
   * @return a new recipe
   */
  public SegmentRecipe withClasses(ClassFilter newClasses) {
    return new SegmentRecipe(name, merge, newClasses, crf, ignore, tiles);
  }

  /**
   * The same recipe with another CRF.
   *
   * @param newCrf the CRF, or empty for none
   * @return a new recipe
   */
  public SegmentRecipe withCrf(Optional<Crf> newCrf) {
    return new SegmentRecipe(name, merge, classes, newCrf, ignore, tiles);
  }

  /**
   * The same recipe with another ignore rule.
   *
   * @param newIgnore which pixels get label 255
   * @return a new recipe
   */
  public SegmentRecipe withIgnore(IgnoreRule newIgnore) {
    return new SegmentRecipe(name, merge, classes, crf, newIgnore, tiles);
  }

  /**
   * The same recipe with other tiles.
   *
   * @param newTiles how large images are cut
   * @return a new recipe
   */
  public SegmentRecipe withTiles(Tiles newTiles) {
    return new SegmentRecipe(name, merge, classes, crf, ignore, newTiles);
  }
}
