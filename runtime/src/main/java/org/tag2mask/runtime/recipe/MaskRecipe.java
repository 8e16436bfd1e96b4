package org.tag2mask.runtime.recipe;

import java.util.List;
import org.tag2mask.runtime.RecipeException;

/**
 * Everything that decides which mask an image gets from a classifier's maps. The same recipe on the
 * same image with the same model gives the same bytes, on any number of threads.
 *
 * @param name what it is called: a preset's name, or the user's word for it
 * @param cams scales, flips, placement and normalisation of the maps
 * @param background the score of background
 * @param tags where the classes of an image come from
 * @param refinements steps between the scores and the mask, in order; may be empty
 * @param ignore which pixels get label 255
 */
public record MaskRecipe(
    String name,
    CamMerge cams,
    Background background,
    TagSource tags,
    List<Refinement> refinements,
    IgnoreRule ignore)
    implements Recipe {

  /** Checks the name and copies the list. */
  public MaskRecipe {
    refinements = List.copyOf(refinements);
    if (name.isBlank()) {
      throw new RecipeException("a recipe needs a name");
    }
  }

  /**
   * A preset.
   *
   * @param name one of {@link #names()}
   * @return the recipe
   * @throws RecipeException when there is none of that name; the message suggests the nearest
   */
  public static MaskRecipe named(String name) {
    return RecipePresets.named(name);
  }

  /**
   * The names of the presets.
   *
   * @return in alphabetical order
   */
  public static List<String> names() {
    return RecipePresets.names();
  }

  /**
   * The preset {@code irn}, the default.
   *
   * @return the recipe
   */
  public static MaskRecipe irn() {
    return named("irn");
  }

  @Override
  public String toJson() {
    return RecipeJson.write(this);
  }

  /**
   * A recipe from JSON. Besides the full form, {@code {"preset": "irn", ...}} takes a preset and
   * replaces the parts that are given.
   *
   * @param text JSON object
   * @param where where the text is from, for messages
   * @return the recipe
   * @throws org.tag2mask.runtime.Tag2MaskException when the text is no recipe
   */
  public static MaskRecipe fromJson(String text, String where) {
    return RecipeJson.read(text, where);
  }

  /**
   * The same recipe under another name.
   *
   * @param newName the name
   * @return a new recipe
   */
  public MaskRecipe withName(String newName) {
    return new MaskRecipe(newName, cams, background, tags, refinements, ignore);
  }

  /**
   * The same recipe with another merge of maps.
   *
   * @param newCams the merge
   * @return a new recipe
   */
  public MaskRecipe withCams(CamMerge newCams) {
    return new MaskRecipe(name, newCams, background, tags, refinements, ignore);
  }

  /**
   * The same recipe with another background score.
   *
   * @param newBackground the score of background
   * @return a new recipe
   */
  public MaskRecipe withBackground(Background newBackground) {
    return new MaskRecipe(name, cams, newBackground, tags, refinements, ignore);
  }

  /**
   * The same recipe with tags from elsewhere.
   *
   * @param newTags where classes come from
   * @return a new recipe
   */
  public MaskRecipe withTags(TagSource newTags) {
    return new MaskRecipe(name, cams, background, newTags, refinements, ignore);
  }

  /**
   * The same recipe with other refinements.
   *
   * @param newRefinements the steps in order; none leaves the arg-max of the scores
   * @return a new recipe
   */
  public MaskRecipe withRefinements(List<Refinement> newRefinements) {
    return new MaskRecipe(name, cams, background, tags, newRefinements, ignore);
  }

  /**
   * The same recipe with another ignore rule.
   *
   * @param newIgnore which pixels get label 255
   * @return a new recipe
   */
  public MaskRecipe withIgnore(IgnoreRule newIgnore) {
    return new MaskRecipe(name, cams, background, tags, refinements, newIgnore);
  }
}
