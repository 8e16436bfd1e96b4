package org.tag2mask.runtime.label;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.mask.CrfStep;
import org.tag2mask.runtime.mask.LabelScores;
import org.tag2mask.runtime.mask.MaskResult;
import org.tag2mask.runtime.recipe.Background;
import org.tag2mask.runtime.recipe.LabelRecipe;
import org.tag2mask.runtime.recipe.LabelRule;

/**
 * The part of a label recipe after the maps: two backgrounds, the CRF on each, the decision.
 * Thread-safe, needs no model.
 */
public final class LabelMaker {
  private final LabelRecipe recipe;
  private final Optional<CrfStep> crf;

  /**
   * A maker of labels.
   *
   * @param recipe its rule and CRF are used
   */
  public LabelMaker(LabelRecipe recipe) {
    this.recipe = recipe;
    this.crf = recipe.crf().map(CrfStep::new);
  }

  /**
   * Makes the labels of an image.
   *
   * @param image the image the maps belong to
   * @param cams its maps, normalised
   * @return labels with 255 where they are unsure; confidence is 0 there; times of {@code refine}
   *     and {@code label} only
   * @throws IllegalArgumentException when image and maps differ in size
   */
  public MaskResult make(RgbImage image, Cams cams) {
    if (image.width() != cams.width() || image.height() != cams.height()) {
      throw new IllegalArgumentException(
          "maps of " + cams.width() + "x" + cams.height() + " do not belong to " + image);
    }
    long start = System.nanoTime();
    Opinions opinions = opinions(image, cams);
    long refined = System.nanoTime();
    Opinions.Decision decision = opinions.decide(recipe.rule());
    long done = System.nanoTime();
    Map<String, Double> times = new LinkedHashMap<>();
    times.put("refine", (refined - start) / 1e6);
    times.put("label", (done - refined) / 1e6);
    return new MaskResult(
        LabelMap.wrap(image.width(), image.height(), decision.labels()),
        decision.confidence(),
        mean(decision),
        cams.classIds(),
        cams.scores(),
        Collections.unmodifiableMap(times));
  }

  private Opinions opinions(RgbImage image, Cams cams) {
    if (recipe.rule() instanceof LabelRule.AlphaPair pair) {
      return new Opinions(
          scores(image, cams, new Background.AlphaPower(pair.lowAlpha())),
          scores(image, cams, new Background.AlphaPower(pair.highAlpha())));
    }
    if (recipe.rule() instanceof LabelRule.OtsuPair pair) {
      return new Opinions(
          scores(image, cams, new Background.Otsu(pair.above())),
          scores(image, cams, new Background.Otsu(-pair.below())));
    }
    LabelRule.ThresholdPair pair = (LabelRule.ThresholdPair) recipe.rule();
    return new Opinions(
        scores(image, cams, new Background.Threshold(pair.foreground())),
        scores(image, cams, new Background.Threshold(pair.background())));
  }

  private LabelScores scores(RgbImage image, Cams cams, Background background) {
    LabelScores scores = LabelScores.of(cams, background);
    return crf.isPresent() ? crf.get().apply(image, scores) : scores;
  }

  /** Over the pixels whose label is sure. */
  private static double mean(Opinions.Decision decision) {
    double sum = 0;
    int counted = 0;
    for (int i = 0; i < decision.labels().length; i++) {
      if (decision.labels()[i] != (byte) LabelMap.IGNORE) {
        sum += decision.confidence()[i];
        counted++;
      }
    }
    return counted == 0 ? 0 : sum / counted;
  }
}
