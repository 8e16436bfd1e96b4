package org.tag2mask.cli.evaluation;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.data.metric.SegmentationScores;
import org.tag2mask.runtime.recipe.Background;
import org.tag2mask.runtime.recipe.Refinement.RandomWalk;
import org.tag2mask.runtime.recipe.WalkSteps;

/**
 * One variant of a sweep and how well its masks fit the truth.
 *
 * @param walk its walk, or none
 * @param background its background rule
 * @param scores against the true masks
 */
public record SweepRow(
    Optional<RandomWalk> walk, Background.Score background, SegmentationScores scores) {

  /** The number of steps, 0 without a walk. */
  public int steps() {
    return walk.map(w -> ((WalkSteps.Count) w.steps()).steps()).orElse(0);
  }

  /** The exponent as text, empty without a walk. */
  public String beta() {
    return walk.map(w -> number(w.beta())).orElse("");
  }

  /** The walk in words, such as {@code beta 8, 64 steps}. */
  public String walkText() {
    return walk.map(w -> "beta " + number(w.beta()) + ", " + steps() + " steps").orElse("no walk");
  }

  /** The number in the background rule: a threshold, the exponent alpha, or a distance. */
  public double backgroundNumber() {
    if (background instanceof Background.AlphaPower power) {
      return power.alpha();
    }
    return background instanceof Background.Otsu otsu
        ? otsu.shift()
        : ((Background.Threshold) background).value();
  }

  /** The background as the option takes it: {@code 0.15}, {@code alpha:16} or {@code otsu+0.1}. */
  public String backgroundText() {
    String number = number(backgroundNumber());
    if (background instanceof Background.AlphaPower) {
      return "alpha:" + number;
    }
    if (background instanceof Background.Otsu otsu) {
      return otsu.shift() == 0 ? "otsu" : otsu.shift() > 0 ? "otsu+" + number : "otsu" + number;
    }
    return number;
  }

  /** The row as JSON fields. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    walk.ifPresent(w -> fields.put("beta", w.beta()));
    fields.put("steps", steps());
    fields.put("background", backgroundText());
    fields.put("mIoU", scores.meanIou());
    fields.put("FP", scores.meanFalsePositive());
    fields.put("FN", scores.meanFalseNegative());
    fields.put("precision", scores.meanPrecision());
    fields.put("recall", scores.meanRecall());
    return fields;
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
