package org.tag2mask.trainer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Scores on the validation images.
 *
 * @param step steps done
 * @param epoch epochs done, from 1
 * @param measure what is measured
 * @param score mean over the classes that occur, 0..1; NaN if none does
 * @param byClass score by class name, 0..1; NaN for a class that does not occur
 * @param loss mean over the images; NaN if the measure has none
 * @param images number of images scored
 * @param skipped broken images that were left out: message by id
 * @param seconds time it took
 */
public record ValidationMetrics(
    long step,
    long epoch,
    Measure measure,
    double score,
    Map<String, Double> byClass,
    double loss,
    int images,
    Map<String, String> skipped,
    double seconds) {

  /** What a validation measures; higher is better. */
  public enum Measure {
    /** Mean average precision of tags. */
    MAP("map", "tag mAP"),
    /** Mean intersection over union of masks, background included. */
    MIOU("miou", "mIoU");

    private final String key;
    private final String label;

    Measure(String key, String label) {
      this.key = key;
      this.label = label;
    }

    /** Its key in files. */
    public String key() {
      return key;
    }

    /** Its name for people. */
    public String label() {
      return label;
    }
  }

  /** Copies the maps. */
  public ValidationMetrics {
    byClass = Collections.unmodifiableMap(new LinkedHashMap<>(byClass));
    skipped = Collections.unmodifiableMap(new LinkedHashMap<>(skipped));
  }

  /** The form of a line of {@code metrics.jsonl}; {@code event} is {@code validation}. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("event", "validation");
    map.put("step", step);
    map.put("epoch", epoch);
    map.put("measure", measure.key());
    map.put("score", finite(score));
    map.put("loss", finite(loss));
    map.put("images", images);
    map.put("seconds", seconds);
    Map<String, Object> classes = new LinkedHashMap<>();
    byClass.forEach((name, value) -> classes.put(name, finite(value)));
    map.put("by_class", classes);
    return map;
  }

  /** JSON has no NaN. */
  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
