package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A loss over pairs of cells whose gradient was worked off group by group.
 *
 * <p>The engine would keep every pair of every group until its backward pass, gigabytes for IRNet's
 * two million pairs an image. A loss over pairs is a sum over groups, and how often each kind of
 * pair occurs is known before; so the gradient of a group is added to that of the map at once, and
 * nothing of the group is kept.
 *
 * @param total a scalar with the loss as its value, through which that gradient flows
 * @param terms the parts of the total by name: scalars for the record
 */
public record PairLoss(NDArray total, Map<String, NDArray> terms) {

  /** Keeps the order of the terms. */
  public PairLoss {
    terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
  }

  /** The sum of the terms; gradients are still to be {@linkplain #through added}. */
  static PairLoss of(Map<String, NDArray> terms) {
    return new PairLoss(terms.values().stream().reduce(NDArray::add).orElseThrow(), terms);
  }

  /**
   * The same loss with a known gradient.
   *
   * @param map what the loss is a function of
   * @param gradient of the loss with respect to the map, of its shape
   */
  PairLoss through(NDArray map, NDArray gradient) {
    // The value of the difference is 0, its gradient is the given one.
    NDArray carrier = map.mul(gradient).sum();
    return new PairLoss(total.add(carrier.sub(carrier.stopGradient())), terms);
  }
}
