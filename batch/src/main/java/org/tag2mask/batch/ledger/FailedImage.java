package org.tag2mask.batch.ledger;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tag2mask.runtime.json.JsonObject;

/**
 * An image that got no mask. The next run with the same settings tries it again.
 *
 * @param id the image's id
 * @param error a stable word for statistics, such as {@code image-truncated}
 * @param message what was found, what was expected, what to do
 * @param milliseconds wall time by stage, as far as the image came
 */
public record FailedImage(String id, String error, String message, Map<String, Double> milliseconds)
    implements LedgerEntry {

  static final String STATUS = "failed";

  /** Copies the times, keeping their order. */
  public FailedImage {
    milliseconds = Collections.unmodifiableMap(new LinkedHashMap<>(milliseconds));
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", id);
    map.put("status", STATUS);
    map.put("error", error);
    map.put("message", message);
    map.put("ms", Numbers.milliseconds(milliseconds));
    return map;
  }

  static FailedImage from(JsonObject json) {
    return new FailedImage(
        json.string("id"),
        json.string("error"),
        json.string("message"),
        Numbers.milliseconds(json.object("ms")));
  }
}
