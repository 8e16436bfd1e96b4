package org.tag2mask.runtime.mask;

import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.recipe.IgnoreRule;

/** From scores to labels: the best one at every pixel, and how sure it is. */
public final class Decision {
  private Decision() {}

  /**
   * Decides every pixel.
   *
   * @param scores final scores; not modified
   * @param ignore which pixels get label 255
   * @param mask receives class ids, {@code [height*width]}; modified
   * @param confidence receives the best score minus the second best, at most 1, {@code
   *     [height*width]}; modified
   * @return mean confidence of the pixels that are not ignored, 0 when all are
   */
  public static double of(LabelScores scores, IgnoreRule ignore, byte[] mask, float[] confidence) {
    int pixels = scores.pixels();
    int[] labels = scores.labels();
    float[] planes = scores.planes();
    double floor = ignore instanceof IgnoreRule.BelowConfidence below ? below.confidence() : 0;
    boolean open = ignore instanceof IgnoreRule.Unlabelled;
    double sum = 0;
    int counted = 0;
    for (int i = 0; i < pixels; i++) {
      float top = planes[i];
      float second = Float.NEGATIVE_INFINITY;
      int best = 0;
      for (int l = 1; l < labels.length; l++) {
        float score = planes[l * pixels + i];
        if (score > top) {
          second = top;
          top = score;
          best = l;
        } else if (score > second) {
          second = score;
        }
      }
      float sure = Math.min(1, top - second);
      confidence[i] = sure;
      if (sure < floor || (open && top <= 0)) {
        mask[i] = (byte) LabelMap.IGNORE;
      } else {
        mask[i] = (byte) labels[best];
        sum += sure;
        counted++;
      }
    }
    return counted == 0 ? 0 : sum / counted;
  }
}
