package org.tag2mask.runtime.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON object with typed access. Every getter throws {@link JsonException} naming the place, the
 * key, what was found and what was expected. Immutable.
 */
public final class JsonObject {
  private final Map<String, Object> values;
  private final String where;

  private JsonObject(Map<String, Object> values, String where) {
    this.values = values;
    this.where = where;
  }

  static JsonObject of(Map<?, ?> map, String where) {
    Map<String, Object> values = new LinkedHashMap<>();
    map.forEach((key, value) -> values.put(String.valueOf(key), value));
    return new JsonObject(values, where);
  }

  /**
   * Where this object comes from, for messages of its readers.
   *
   * @return a file name or metadata key, with the path to this object
   */
  public String where() {
    return where;
  }

  /**
   * The keys.
   *
   * @return all keys in the order of the text
   */
  public Set<String> keys() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /**
   * Whether the key is there with a value other than null.
   *
   * @param key the key
   * @return true when a getter would find a value
   */
  public boolean has(String key) {
    return values.get(key) != null;
  }

  /**
   * Refuses keys nobody reads, which are mostly misspelt ones.
   *
   * @param known all keys that may occur
   * @throws JsonException when another key occurs
   */
  public void refuseUnknown(Collection<String> known) {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw new JsonException(
            where + ": unknown key '" + key + "'; known keys are " + String.join(", ", known));
      }
    }
  }

  /**
   * A text value.
   *
   * @param key the key
   * @return its text
   */
  public String string(String key) {
    return as(key, String.class, "a text");
  }

  /**
   * A text value that may be missing.
   *
   * @param key the key
   * @return its text, or empty when the key is missing or null
   */
  public Optional<String> optionalString(String key) {
    return has(key) ? Optional.of(string(key)) : Optional.empty();
  }

  /**
   * A number.
   *
   * @param key the key
   * @return its value, finite
   */
  public double number(String key) {
    return finite(key, as(key, Number.class, "a number"));
  }

  /**
   * A number with a default.
   *
   * @param key the key
   * @param missing the value when the key is missing or null
   * @return its value, finite
   */
  public double number(String key, double missing) {
    return has(key) ? number(key) : missing;
  }

  /**
   * A whole number.
   *
   * @param key the key
   * @return its value
   */
  public int integer(String key) {
    double value = number(key);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw fault(key, "a whole number", values.get(key));
    }
    return (int) value;
  }

  /**
   * A whole number with a default.
   *
   * @param key the key
   * @param missing the value when the key is missing or null
   * @return its value
   */
  public int integer(String key, int missing) {
    return has(key) ? integer(key) : missing;
  }

  /**
   * A truth value.
   *
   * @param key the key
   * @return its value
   */
  public boolean bool(String key) {
    return as(key, Boolean.class, "true or false");
  }

  /**
   * A truth value with a default.
   *
   * @param key the key
   * @param missing the value when the key is missing or null
   * @return its value
   */
  public boolean bool(String key, boolean missing) {
    return has(key) ? bool(key) : missing;
  }

  /**
   * An inner object.
   *
   * @param key the key
   * @return the object
   */
  public JsonObject object(String key) {
    return of(as(key, Map.class, "an object {...}"), where + "." + key);
  }

  /**
   * A list of objects.
   *
   * @param key the key
   * @return the objects in order
   */
  public List<JsonObject> objects(String key) {
    List<JsonObject> objects = new ArrayList<>();
    for (Object element : list(key)) {
      if (!(element instanceof Map<?, ?> map)) {
        throw fault(key, "a list of objects {...}", element);
      }
      objects.add(of(map, where + "." + key + "[" + objects.size() + "]"));
    }
    return List.copyOf(objects);
  }

  /**
   * A list of texts.
   *
   * @param key the key
   * @return the texts in order
   */
  public List<String> strings(String key) {
    List<String> strings = new ArrayList<>();
    for (Object element : list(key)) {
      if (!(element instanceof String text)) {
        throw fault(key, "a list of texts", element);
      }
      strings.add(text);
    }
    return List.copyOf(strings);
  }

  /**
   * A list of numbers.
   *
   * @param key the key
   * @return the numbers in order, all finite
   */
  public List<Double> numbers(String key) {
    List<Double> numbers = new ArrayList<>();
    for (Object element : list(key)) {
      if (!(element instanceof Number number)) {
        throw fault(key, "a list of numbers", element);
      }
      numbers.add(finite(key, number));
    }
    return List.copyOf(numbers);
  }

  /**
   * An inner object whose values are all texts.
   *
   * @param key the key
   * @return the texts by key, in order
   */
  public Map<String, String> stringMap(String key) {
    JsonObject inner = object(key);
    Map<String, String> strings = new LinkedHashMap<>();
    for (String name : inner.keys()) {
      strings.put(name, inner.string(name));
    }
    return Collections.unmodifiableMap(strings);
  }

  /**
   * One of an enum's names; case does not matter, {@code -} stands for {@code _}.
   *
   * @param key the key
   * @param type the enum
   * @param <E> the enum
   * @return the constant
   */
  public <E extends Enum<E>> E oneOf(String key, Class<E> type) {
    String text = string(key);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(text.replace('-', '_'))) {
        return constant;
      }
    }
    throw fault(key, "one of " + Arrays.toString(type.getEnumConstants()), text);
  }

  /**
   * This object as text.
   *
   * @return JSON on one line
   */
  public String toJson() {
    return Json.write(values);
  }

  private List<?> list(String key) {
    return as(key, List.class, "a list [...]");
  }

  private double finite(String key, Number number) {
    double value = number.doubleValue();
    if (!Double.isFinite(value)) {
      throw fault(key, "a finite number", number);
    }
    return value;
  }

  private <T> T as(String key, Class<T> type, String expected) {
    Object value = values.get(key);
    if (value == null) {
      throw new JsonException(where + ": key '" + key + "' is missing; expected " + expected);
    }
    if (!type.isInstance(value)) {
      throw fault(key, expected, value);
    }
    return type.cast(value);
  }

  private JsonException fault(String key, String expected, Object found) {
    return new JsonException(
        where + ": key '" + key + "' must be " + expected + ", found " + Json.write(found));
  }
}
