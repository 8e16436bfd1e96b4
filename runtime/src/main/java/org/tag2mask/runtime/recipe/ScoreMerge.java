package org.tag2mask.runtime.recipe;

/**
 * How the logits of an image at several scales, and of its mirror image, become one score a class.
 * Logits are brought to the image's size first.
 */
public enum ScoreMerge {
  /** The mean of the logits (SEAM, SemFormer). */
  MEAN_LOGITS,
  /** The mean of the softmaxes. */
  MEAN_SOFTMAX,
  /** The largest logit (DeepLab v2). */
  MAX_LOGITS,
  /** The largest softmax, not normalised again (MCTformer). */
  MAX_SOFTMAX,
  /**
   * The mean of the scales' logits and of their maximum as one more; this of the image and of its
   * mirror image, averaged (CIAN).
   */
  MEAN_AND_MAX_LOGITS;

  /**
   * Whether classes compete at each scale by itself.
   *
   * @return true when a softmax is taken before merging
   */
  public boolean softmaxFirst() {
    return this == MEAN_SOFTMAX || this == MAX_SOFTMAX;
  }
}
