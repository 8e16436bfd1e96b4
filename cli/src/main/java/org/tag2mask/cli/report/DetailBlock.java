package org.tag2mask.cli.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A titled block of names and values: settings, the recipe, a model's provenance, hashes.
 *
 * @param title such as {@code Recipe}
 * @param entries name and value, in order; values of several lines (JSON) keep their line breaks
 */
public record DetailBlock(String title, Map<String, String> entries) {

  /** Copies the entries, keeping their order. */
  public DetailBlock {
    Objects.requireNonNull(title, "title");
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }
}
