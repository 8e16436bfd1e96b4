package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/**
 * Integral attention learning (OAA, Eq. 4): each cell of each class is taught its gathered
 * attention. With x the signed map and a the attention, over all images, classes and cells,
 *
 * <pre>
 * mean over a > 0.001 of -a·log σ(x)   +   mean over the rest of -log(1 - σ(x))
 * </pre>
 */
public final class IntegralAttention {
  /** The output it is computed on. */
  public static final String OUTPUT = "map";

  private static final double LEAST = 0.001;

  private IntegralAttention() {}

  /**
   * The loss of a batch; a mean over no cell is 0.
   *
   * @param map {@code [N,K,h,w]}, before any ReLU or sigmoid
   * @param attention {@code [N,K,h,w]}, 0..1; 0 for absent classes
   * @return a scalar
   */
  public static NDArray of(NDArray map, NDArray attention) {
    NDArray present = attention.gt(LEAST).toType(map.getDataType(), false);
    NDArray absent = present.mul(-1).add(1);
    NDArray known = Activation.softPlus(map.neg()).mul(attention).mul(present).sum();
    NDArray rest = Activation.softPlus(map).mul(absent).sum();
    return known.div(present.sum().maximum(1)).add(rest.div(absent.sum().maximum(1)));
  }
}
