package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/**
 * The soft-margin loss with as much weight on the tags that are there as on those that are not,
 * however few the former are (the loss of integral attention learning, Jiang et al. 2019): {@code
 * mean over y=1 of -log σ(z) + mean over y=0 of -log(1-σ(z))}, each mean over all images and
 * classes of the batch. A mean over nothing is 0.
 */
public final class SplitSoftMargin {
  private SplitSoftMargin() {}

  /**
   * The loss of a batch.
   *
   * @param score {@code [N,K]}, before the sigmoid
   * @param tags {@code [N,K]}, 0 or 1
   * @return a scalar, owned by the manager of {@code score}
   */
  public static NDArray of(NDArray score, NDArray tags) {
    NDArray absent = tags.mul(-1).add(1);
    return mean(Activation.softPlus(score.mul(-1)), tags)
        .add(mean(Activation.softPlus(score), absent));
  }

  private static NDArray mean(NDArray values, NDArray counted) {
    return values.mul(counted).sum().div(counted.sum().maximum(1));
  }
}
