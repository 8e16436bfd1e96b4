package org.tag2mask.runtime.contract;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tag2mask.runtime.json.JsonObject;

/**
 * Where a model comes from.
 *
 * @param tool the program that wrote the file, with its version ({@code tag2mask 0.1.0})
 * @param network the network's name ({@code mobilenet_v2})
 * @param details anything else worth keeping, in order: weights file and its sha256, data set, run
 *     folder, seed, steps, score reached...
 */
public record Provenance(String tool, String network, Map<String, String> details) {
  /** Nothing is known. */
  public static final Provenance UNKNOWN = new Provenance("unknown", "unknown", Map.of());

  /** Copies the details, keeping their order. */
  public Provenance {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("tool", tool);
    map.put("network", network);
    map.put("details", details);
    return map;
  }

  static Provenance from(JsonObject json) {
    return new Provenance(
        json.optionalString("tool").orElse("unknown"),
        json.optionalString("network").orElse("unknown"),
        json.has("details") ? json.stringMap("details") : Map.of());
  }
}
