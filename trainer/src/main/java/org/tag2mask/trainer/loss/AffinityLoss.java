package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;

/**
 * AffinityNet's loss: the affinity of two cells is {@code a = exp(-mean_c |f_i - f_j|)}, and pairs
 * cost as in {@link AffinityTerms}: a quarter of the mean over pairs of background, a quarter of
 * that over pairs of one class, half of that over different pairs.
 *
 * <p>Source: Ahn and Kwak, "Learning Pixel-level Semantic Affinity with Image-level Supervision",
 * CVPR 2018, equations 3 to 5, with the constants of its code.
 */
public final class AffinityLoss {
  /** The output it is computed on. */
  public static final String OUTPUT = "feature";

  private AffinityLoss() {}

  /**
   * The loss of a batch.
   *
   * @param feature {@code [N,C,h,w]}; not modified
   * @param labels of the same images on the same grid
   * @return the loss with the terms {@code background}, {@code foreground} and {@code different},
   *     owned by the feature's manager
   */
  public static PairLoss of(NDArray feature, PairLabels labels) {
    float channels = feature.getShape().get(1);
    AffinityTerms terms = new AffinityTerms(feature.getManager(), labels.counts());
    NDArray gradient =
        new PairSweep(feature, labels)
            .gradient(
                (group, at, masks) -> {
                  NDArray difference = at.difference();
                  NDArray affinity = difference.abs().mean(new int[] {1}, true).neg().exp();
                  // da/d|f_c| = -a/C
                  NDArray slope = terms.add(affinity, masks).mul(affinity).divi(-channels);
                  at.differenceGradient(difference.sign().mul(slope));
                });
    return PairLoss.of(terms.terms()).through(feature, gradient);
  }
}
