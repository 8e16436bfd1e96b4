package org.tag2mask.trainer;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One training step.
 *
 * @param step steps done, from 1
 * @param epoch epoch of the step, from 1
 * @param loss of the batch, before the update
 * @param gradientNorm of all gradients, before clipping
 * @param learningRate of the trunk's weights
 * @param seconds time of the step, waiting for pictures included
 * @param waitSeconds time waited for pictures
 */
public record StepMetrics(
    long step,
    long epoch,
    double loss,
    double gradientNorm,
    double learningRate,
    double seconds,
    double waitSeconds) {

  /** The form of a line of {@code metrics.jsonl}; {@code event} is {@code train}. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("event", "train");
    map.put("step", step);
    map.put("epoch", epoch);
    map.put("loss", loss);
    map.put("gradient_norm", gradientNorm);
    map.put("learning_rate", learningRate);
    map.put("seconds", seconds);
    map.put("wait_seconds", waitSeconds);
    return map;
  }
}
