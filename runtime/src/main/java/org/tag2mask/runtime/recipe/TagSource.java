package org.tag2mask.runtime.recipe;

import org.tag2mask.runtime.RecipeException;

/** Where the classes of an image come from. */
public sealed interface TagSource {

  /** The caller gives the tags, as when masks are made for tagged training images. */
  record Given() implements TagSource {}

  /**
   * The classifier says: the classes with {@code sigmoid(score) >= threshold}, which may be none.
   *
   * @param threshold in (0, 1)
   */
  record Predicted(double threshold) implements TagSource {
    /** Checks the range. */
    public Predicted {
      if (!(threshold > 0 && threshold < 1)) {
        throw new RecipeException("tag threshold must be in (0, 1), found " + threshold);
      }
    }

    /**
     * Whether a class is taken to be in the image.
     *
     * @param score logit of the class
     * @return true when its probability reaches the threshold
     */
    public boolean holds(double score) {
      return 1 / (1 + StrictMath.exp(-score)) >= threshold;
    }
  }

  /**
   * The caller gives the tags.
   *
   * @return the source
   */
  static TagSource given() {
    return new Given();
  }

  /**
   * The classifier says.
   *
   * @param threshold probability in (0, 1)
   * @return the source
   */
  static TagSource predicted(double threshold) {
    return new Predicted(threshold);
  }
}
