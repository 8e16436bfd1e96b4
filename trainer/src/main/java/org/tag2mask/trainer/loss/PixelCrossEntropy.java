package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;

/**
 * The loss of segmenters: {@code Σ w_i·(-log softmax(z_i)[y_i]) / Σ w_i} over all cells i of a
 * batch, w being 0 where the label is 255. With weights 1 it is the mean over the labelled cells.
 */
public final class PixelCrossEntropy {
  /** The output it is computed on. */
  public static final String OUTPUT = "logits";

  private static final int CLASS_AXIS = 1;

  private PixelCrossEntropy() {}

  /**
   * The loss of a batch.
   *
   * @param logits {@code [N,K+1,h,w]}, before the softmax
   * @param targets on the same grid
   * @return a scalar, owned by the manager of {@code logits}; 0 if no cell counts
   */
  public static NDArray of(NDArray logits, PixelTargets targets) {
    NDArray chosen = logits.logSoftmax(CLASS_AXIS).gather(targets.classes(), CLASS_AXIS);
    float total = targets.weights().sum().getFloat();
    return chosen.mul(targets.weights()).sum().mul(total > 0 ? -1 / total : 0);
  }
}
