package org.tag2mask.runtime.segment;

import org.tag2mask.runtime.recipe.ScoreMerge;

/** Scores of several runs on their way to one. Not thread-safe; one an image. */
final class ScoreSum {
  private final ScoreMerge rule;
  private float[] sum;
  private float[] largest;
  private int runs;

  ScoreSum(ScoreMerge rule) {
    this.rule = rule;
  }

  /** Takes in the scores of one run, {@code [labels][pixels]}; they are taken over. */
  void add(float[] scores) {
    boolean sums = rule != ScoreMerge.MAX_LOGITS && rule != ScoreMerge.MAX_SOFTMAX;
    boolean maxima = !sums || rule == ScoreMerge.MEAN_AND_MAX_LOGITS;
    if (maxima) {
      if (largest == null) {
        largest = sums ? scores.clone() : scores;
      } else {
        for (int i = 0; i < scores.length; i++) {
          largest[i] = Math.max(largest[i], scores[i]);
        }
      }
    }
    if (sums) {
      if (sum == null) {
        sum = scores;
      } else {
        for (int i = 0; i < scores.length; i++) {
          sum[i] += scores[i];
        }
      }
    }
    runs++;
  }

  /** The merged scores; nothing may be added afterwards. */
  float[] merged() {
    if (sum == null) {
      return largest;
    }
    int parts = runs;
    if (largest != null) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += largest[i];
      }
      parts++;
    }
    if (parts > 1) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] /= parts;
      }
    }
    return sum;
  }
}
