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
   * No pixel is ignored.
   *
   * @return the rule
   */
  static IgnoreRule never() {
    return new Never();
  }
}
