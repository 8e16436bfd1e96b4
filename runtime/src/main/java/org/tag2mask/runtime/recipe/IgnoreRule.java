package org.tag2mask.runtime.recipe;

import org.tag2mask.runtime.RecipeException;

/** Which pixels of the finished mask get the label 255, so that nobody trains on them. */
public sealed interface IgnoreRule {

  /** No pixel. */
  record Never() implements IgnoreRule {}

  /**
   * Pixels whose confidence (best final score minus the second best) is below a value.
   *
   * @param confidence in (0, 1]
   */
  record BelowConfidence(double confidence) implements IgnoreRule {
    /** Checks the range. */
    public BelowConfidence {
      if (!(confidence > 0 && confidence <= 1)) {
        throw new RecipeException("ignore confidence must be in (0, 1], found " + confidence);
      }
    }
  }

  /**
   * Pixels that have no label because all their final scores are 0: those that {@link
   * Background.Regions} leaves open, as far as no refinement fills them.
   */
  record Unlabelled() implements IgnoreRule {}

  /**
   * No pixel is ignored.
   *
   * @return the rule
   */
  static IgnoreRule never() {
    return new Never();
  }
}
