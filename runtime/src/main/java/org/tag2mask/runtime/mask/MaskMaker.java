package org.tag2mask.runtime.mask;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.runtime.recipe.Refinement;

/**
 * The part of a recipe after the maps: background, refinements, best label, ignored pixels,
 * confidence. Thread-safe, needs no model.
 */
public final class MaskMaker {
  private final MaskRecipe recipe;
  private final List<CrfStep> steps;

  /**
   * A maker of masks.
   *
   * @param recipe its background, refinements and ignore rule are used
   */
  public MaskMaker(MaskRecipe recipe) {
    this.recipe = recipe;
    List<CrfStep> list = new ArrayList<>();
    for (Refinement refinement : recipe.refinements()) {
      if (refinement instanceof Refinement.Crf crf) {
        list.add(new CrfStep(crf));
      }
    }
    this.steps = List.copyOf(list);
  }

  /**
   * Makes the mask of an image.
   *
   * @param image the image the maps belong to
   * @param cams its maps, normalised
   * @return the mask; times of {@code refine} and {@code mask} only
   * @throws IllegalArgumentException when image and maps differ in size
   */
  public MaskResult make(RgbImage image, Cams cams) {
    if (image.width() != cams.width() || image.height() != cams.height()) {
      throw new IllegalArgumentException(
          "maps of " + cams.width() + "x" + cams.height() + " do not belong to " + image);
    }
    long start = System.nanoTime();
    LabelScores scores = LabelScores.of(cams, recipe.background());
    long scored = System.nanoTime();
    for (CrfStep step : steps) {
      scores = step.apply(image, scores);
    }
    long refined = System.nanoTime();
    byte[] mask = new byte[scores.pixels()];
    float[] confidence = new float[scores.pixels()];
    double mean = Decision.of(scores, recipe.ignore(), mask, confidence);
    long done = System.nanoTime();
    Map<String, Double> times = new LinkedHashMap<>();
    times.put("refine", (refined - scored) / 1e6);
    times.put("mask", (scored - start + done - refined) / 1e6);
    return new MaskResult(
        LabelMap.wrap(image.width(), image.height(), mask),
        confidence,
        mean,
        cams.classIds(),
        cams.scores(),
        Collections.unmodifiableMap(times));
  }
}
