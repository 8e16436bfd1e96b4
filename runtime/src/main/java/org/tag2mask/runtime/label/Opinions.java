package org.tag2mask.runtime.label;

import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.mask.LabelScores;
import org.tag2mask.runtime.recipe.LabelRule;

/**
 * Two opinions on an image, with the same labels: one that sees much background and one that sees
 * little.
 *
 * @param much scores whose foreground can be trusted
 * @param little scores whose background can be trusted
 */
record Opinions(LabelScores much, LabelScores little) {
  /** Below this no score says anything. */
  private static final float SILENT = 1e-5f;

  /**
   * What both say together.
   *
   * @param labels {@code [height*width]}, 255 where they disagree
   * @param confidence {@code [height*width]}: how far the opinion that decided has its label before
   *     the next, 0..1; 0 where the label is 255
   */
  record Decision(byte[] labels, float[] confidence) {}

  /** The best labels of both opinions to the index of the label, or -1 for unsure. */
  @FunctionalInterface
  private interface Verdict {
    int of(int surely, int perhaps);
  }

  /**
   * Decides by a rule.
   *
   * @param rule {@link LabelRule.AlphaPair} averages the scores over its window first
   */
  Decision decide(LabelRule rule) {
    if (rule instanceof LabelRule.AlphaPair pair) {
      // The order of the public code: background that even little of it explains comes first.
      return new Opinions(averaged(much, pair.window()), averaged(little, pair.window()))
          .decide(SILENT, (surely, perhaps) -> perhaps == 0 ? 0 : surely == 0 ? -1 : surely);
    }
    return decide(
        Float.NEGATIVE_INFINITY, (surely, perhaps) -> surely != 0 ? surely : perhaps == 0 ? 0 : -1);
  }

  private Decision decide(float silent, Verdict verdict) {
    int pixels = much.pixels();
    byte[] surely = much.best();
    byte[] perhaps = little.best();
    byte[] labels = new byte[pixels];
    float[] confidence = new float[pixels];
    for (int i = 0; i < pixels; i++) {
      int winner = verdict.of(surely[i] & 0xff, perhaps[i] & 0xff);
      if (winner < 0 || (highest(much, i) < silent && highest(little, i) < silent)) {
        labels[i] = (byte) LabelMap.IGNORE;
      } else {
        labels[i] = (byte) much.labels()[winner];
        confidence[i] = margin(winner == 0 ? little : much, i, winner);
      }
    }
    return new Decision(labels, confidence);
  }

  private static LabelScores averaged(LabelScores scores, int window) {
    float[] planes = scores.planes().clone();
    WindowMean.apply(planes, scores.labels().length, scores.width(), scores.height(), window);
    return new LabelScores(scores.labels(), scores.width(), scores.height(), planes);
  }

  private static float highest(LabelScores scores, int pixel) {
    float highest = scores.planes()[pixel];
    for (int l = 1; l < scores.labels().length; l++) {
      highest = Math.max(highest, scores.planes()[l * scores.pixels() + pixel]);
    }
    return highest;
  }

  private static float margin(LabelScores scores, int pixel, int winner) {
    float second = Float.NEGATIVE_INFINITY;
    for (int l = 0; l < scores.labels().length; l++) {
      if (l != winner) {
        second = Math.max(second, scores.planes()[l * scores.pixels() + pixel]);
      }
    }
    return Math.min(1, scores.planes()[winner * scores.pixels() + pixel] - second);
  }
}
