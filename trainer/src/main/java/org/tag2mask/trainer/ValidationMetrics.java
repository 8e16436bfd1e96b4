package org.tag2mask.trainer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Scores on the validation images.
 *
 * @param step steps done
 * @param epoch epochs done, from 1
 * @param meanAveragePrecision over the classes that occur, 0..1; NaN if none does
 * @param averagePrecision by class name, 0..1; NaN for a class that does not occur
 * @param loss mean over the images
 * @param images number of images scored
 * @param skipped broken images that were left out: message by id
 * @param seconds time it took
 */
public record ValidationMetrics(
    long step,
    long epoch,
    double meanAveragePrecision,
    Map<String, Double> averagePrecision,
    double loss,
    int images,
    Map<String, String> skipped,
    double seconds) {

  /** Copies the maps. */
  public ValidationMetrics {
    averagePrecision = Collections.unmodifiableMap(new LinkedHashMap<>(averagePrecision));
    skipped = Collections.unmodifiableMap(new LinkedHashMap<>(skipped));
  }

  /** The form of a line of {@code metrics.jsonl}; {@code event} is {@code validation}. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("event", "validation");
    map.put("step", step);
    map.put("epoch", epoch);
    map.put("map", finite(meanAveragePrecision));
    map.put("loss", loss);
    map.put("images", images);
    map.put("seconds", seconds);
    Map<String, Object> classes = new LinkedHashMap<>();
    averagePrecision.forEach((name, value) -> classes.put(name, finite(value)));
    map.put("average_precision", classes);
    return map;
  }

  /** JSON has no NaN. */
  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
