package org.tag2mask.trainer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One training step.
 *
 * @param step steps done, from 1
 * @param epoch epoch of the step, from 1
 * @param loss of the batch, before the update
 * @param terms parts of the loss by name, empty when there is only one
 * @param gradientNorm of all gradients, before clipping
 * @param learningRate of the trunk's weights
 * @param seconds time of the step, waiting for pictures included
 * @param waitSeconds time waited for pictures
 */
public record StepMetrics(
    long step,
    long epoch,
    double loss,
    Map<String, Double> terms,
    double gradientNorm,
    double learningRate,
    double seconds,
    double waitSeconds) {

  /** Copies the map. */
  public StepMetrics {
    terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
  }

  /** The form of a line of {@code metrics.jsonl}; {@code event} is {@code train}. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("event", "train");
    map.put("step", step);
    map.put("epoch", epoch);
    map.put("loss", loss);
    terms.forEach((name, value) -> map.put("loss_" + name, value));
    map.put("gradient_norm", gradientNorm);
    map.put("learning_rate", learningRate);
    map.put("seconds", seconds);
    map.put("wait_seconds", waitSeconds);
    return map;
  }
}
