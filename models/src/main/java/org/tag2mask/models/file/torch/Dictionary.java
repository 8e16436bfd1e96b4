package org.tag2mask.models.file.torch;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tag2mask.models.ModelException;

/**
 * A dictionary of a pickle, in order, which knows how many tensors it holds directly. Entries under
 * numbers, as optimisers have them, are forgotten: no parameter is named by a number.
 */
final class Dictionary implements Pickled {
  // keys of one comparable class only, so that chosen hash collisions stay cheap
  private Map<String, Object> entries = Map.of();
  private int tensors;

  /**
   * Sets an entry, as Python does: a second value replaces the first.
   *
   * @param key text, a number, a truth value or None
   * @param value anything
   */
  void put(Object key, Object value) {
    if (!(key instanceof String name)) {
      if (key instanceof Long || key instanceof Double || key instanceof Boolean || key == NONE) {
        return;
      }
      throw new ModelException(
          "a dictionary has " + Pickled.describe(key) + " as a key; expected text or a number");
    }
    if (entries.isEmpty()) {
      entries = new LinkedHashMap<>();
    }
    Object before = entries.put(name, value);
    tensors += (value instanceof TensorRef ? 1 : 0) - (before instanceof TensorRef ? 1 : 0);
  }

  Map<String, Object> entries() {
    return Collections.unmodifiableMap(entries);
  }

  /** The number of tensors among the values, not counting those of dictionaries inside. */
  int tensors() {
    return tensors;
  }

  @Override
  public String toString() {
    return "a dictionary of " + entries.size();
  }
}
