package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;

/** A loss of image tags. */
@FunctionalInterface
public interface TagLoss {

  /**
   * The loss of a batch.
   *
   * @param score {@code [N,K]}, before the sigmoid
   * @param tags {@code [N,K]}, 0 or 1
   * @return a scalar, owned by the manager of {@code score}
   */
  NDArray of(NDArray score, NDArray tags);
}
