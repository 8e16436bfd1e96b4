package org.tag2mask.batch.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tag2mask.runtime.json.JsonException;
import org.tag2mask.runtime.json.JsonObject;

/** The number formats of ledger lines. */
final class Numbers {
  private Numbers() {}

  static double rounded(double value, double steps) {
    return Math.round(value * steps) / steps;
  }

  /** Times to a microsecond: more digits are noise and make the ledger a third longer. */
  static Map<String, Object> milliseconds(Map<String, Double> times) {
    Map<String, Object> map = new LinkedHashMap<>();
    times.forEach((stage, time) -> map.put(stage, rounded(time, 1e3)));
    return map;
  }

  static Map<String, Double> milliseconds(JsonObject json) {
    Map<String, Double> times = new LinkedHashMap<>();
    for (String stage : json.keys()) {
      times.put(stage, json.number(stage));
    }
    return times;
  }

  static int label(String key, String where) {
    if (!key.matches("[0-9]{1,3}") || Integer.parseInt(key) > 255) {
      throw new JsonException(where + ": '" + key + "' is no class id; expected 0 to 255");
    }
    return Integer.parseInt(key);
  }
}
