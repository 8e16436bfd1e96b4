package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/**
 * The loss of image tags: {@code mean over images and classes of -[y·log σ(z) + (1-y)·log(1-σ(z))]
 * = softplus(z) - y·z}. Every public weakly supervised code uses it on {@code score}.
 */
public final class MultiLabelSoftMargin {
  /** The output it is computed on. */
  public static final String OUTPUT = "score";

  private MultiLabelSoftMargin() {}

  /**
   * The loss of a batch.
   *
   * @param score {@code [N,K]}, before the sigmoid
   * @param tags {@code [N,K]}, 0 or 1
   * @return a scalar, owned by the manager of {@code score}
   */
  public static NDArray of(NDArray score, NDArray tags) {
    return Activation.softPlus(score).sub(score.mul(tags)).mean();
  }
}
