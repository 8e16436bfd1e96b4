package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Labels that a segmenter completes while it learns (Fan et al. 2020, Eq. 7): each cell gets the
 * class of its largest logit where that is background or one of the image's tags, and does not
 * count elsewhere.
 */
public final class CompletionTargets {
  private CompletionTargets() {}

  /**
   * The targets that a prediction gives.
   *
   * @param logits {@code [N,K+1,h,w]}; no gradient flows through the result
   * @param tags of the images {@code [N,K]}, 0 or 1
   * @return owned by the manager of the logits
   */
  public static PixelTargets of(NDArray logits, NDArray tags) {
    NDManager manager = logits.getManager();
    Shape shape = logits.getShape();
    long images = shape.get(0);
    long rows = shape.get(2);
    long columns = shape.get(3);
    NDArray classes = logits.stopGradient().argMax(1);
    NDArray background = manager.ones(new Shape(images, 1));
    NDArray counts = background.concat(tags, 1).gather(classes.reshape(images, rows * columns), 1);
    return new PixelTargets(
        classes.reshape(images, 1, rows, columns), counts.reshape(images, 1, rows, columns));
  }
}
