package org.tag2mask.trainer.objective;

import ai.djl.ndarray.NDArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.trainer.attention.Observation;

/**
 * The loss of one step.
 *
 * @param total a scalar through which gradients flow
 * @param terms the parts it is made of, by name: scalars for the record, as they enter the total;
 *     empty when there is only one
 * @param seen what the network saw, where the maps of the images are gathered
 */
public record Loss(NDArray total, Map<String, NDArray> terms, Optional<Observation> seen) {
  /** Keeps the order of the terms. */
  public Loss {
    terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
  }

  /** A loss of which nothing is gathered. */
  public Loss(NDArray total, Map<String, NDArray> terms) {
    this(total, terms, Optional.empty());
  }

  /** The same loss with what the network saw. */
  Loss seeing(Observation observation) {
    return new Loss(total, terms, Optional.of(observation));
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
