package org.tag2mask.trainer.objective;

import ai.djl.ndarray.NDArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The loss of one step.
 *
 * @param total a scalar through which gradients flow
 * @param terms the parts it is made of, by name: scalars for the record, as they enter the total;
 *     empty when there is only one
 */
public record Loss(NDArray total, Map<String, NDArray> terms) {
  /** Keeps the order of the terms. */
  public Loss {
    terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
  }

  /** A loss of one term. */
  public static Loss of(NDArray total) {
    return new Loss(total, Map.of());
  }

  /**
   * The sum of named terms.
   *
   * @param terms at least one scalar
   */
  public static Loss sum(Map<String, NDArray> terms) {
    NDArray total = terms.values().stream().reduce(NDArray::add).orElseThrow();
    return new Loss(total, terms);
  }
}
