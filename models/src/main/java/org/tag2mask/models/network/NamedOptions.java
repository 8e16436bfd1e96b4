package org.tag2mask.models.network;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tag2mask.models.ModelException;

/**
 * A name with options, and its text form {@code name[key=value,key=value]}, in which commands and
 * configuration files say what they want.
 *
 * @param name the name
 * @param options settings, sorted by key
 */
public record NamedOptions(String name, Map<String, String> options) {

  /** Sorts the options. */
  public NamedOptions {
    options = Collections.unmodifiableMap(new TreeMap<>(options));
  }

  /**
   * Reads the text form.
   *
   * @param text {@code name} or {@code name[key=value,key=value]}
   * @param what what it names, for messages: {@code network}
   * @throws ModelException if the text has another form
   */
  public static NamedOptions parse(String text, String what) {
    String trimmed = text.trim();
    Map<String, String> options = new TreeMap<>();
    String name = trimmed;
    int open = trimmed.indexOf('[');
    if (open >= 0) {
      if (!trimmed.endsWith("]")) {
        throw malformed(text, what);
      }
      name = trimmed.substring(0, open);
      for (String pair : trimmed.substring(open + 1, trimmed.length() - 1).split(",")) {
        String[] parts = pair.split("=", -1);
        if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
          throw malformed(text, what);
        }
        options.put(parts[0].trim(), parts[1].trim());
      }
    }
    return new NamedOptions(name, options);
  }

  /** The text form. */
  public String text() {
    return options.isEmpty()
        ? name
        : name
            + options.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(",", "[", "]"));
  }

  /**
   * A whole-number option.
   *
   * @param key its name
   * @param otherwise the value where it is not given
   * @throws ModelException if it is no whole number
   */
  public int integer(String key, int otherwise) {
    String value = options.get(key);
    if (value == null) {
      return otherwise;
    }
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new ModelException(
          name + ": option " + key + " needs a whole number but got '" + value + "'", e);
    }
  }

  /**
   * A list of numbers, written {@code 1-0.5-0.75} because a comma ends an option.
   *
   * @param key its name
   * @param otherwise the value where it is not given
   * @throws ModelException if a part is no plain number of 0 or more
   */
  public List<Double> numbers(String key, List<Double> otherwise) {
    String value = options.get(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.matches("[0-9]{1,9}(\\.[0-9]{1,9})?(-[0-9]{1,9}(\\.[0-9]{1,9})?)*")) {
      throw new ModelException(
          name + ": option " + key + " needs numbers such as 1-0.5-0.75 but got '" + value + "'");
    }
    return Arrays.stream(value.split("-")).map(Double::valueOf).toList();
  }

  /**
   * A whole-number option of at least 1.
   *
   * @param key its name
   * @param otherwise the value where it is not given
   * @throws ModelException if it is no such number
   */
  public int count(String key, int otherwise) {
    int value = integer(key, otherwise);
    if (value < 1) {
      throw new ModelException(name + ": option " + key + " must be at least 1, not " + value);
    }
    return value;
  }

  /**
   * A number option.
   *
   * @param key its name
   * @param otherwise the value where it is not given
   * @throws ModelException if it is no finite number
   */
  public double number(String key, double otherwise) {
    String value = options.get(key);
    if (value == null) {
      return otherwise;
    }
    try {
      double number = Double.parseDouble(value);
      if (Double.isFinite(number)) {
        return number;
      }
      throw new NumberFormatException(value);
    } catch (NumberFormatException e) {
      throw new ModelException(
          name + ": option " + key + " needs a number but got '" + value + "'", e);
    }
  }

  /**
   * A list of whole numbers, written {@code 6-12-18} because a comma ends an option.
   *
   * @param key its name
   * @param otherwise the value where it is not given
   * @throws ModelException if a part is no whole number of at least 1
   */
  public List<Integer> integers(String key, List<Integer> otherwise) {
    String value = options.get(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.matches("[1-9][0-9]{0,6}(-[1-9][0-9]{0,6})*")) {
      throw new ModelException(
          name
              + ": option "
              + key
              + " needs whole numbers of at least 1 such as 6-12-18 but got '"
              + value
              + "'");
    }
    return Arrays.stream(value.split("-")).map(Integer::valueOf).toList();
  }

  /**
   * A whole-number option with few possible values.
   *
   * @param key its name
   * @param otherwise the value where it is not given
   * @param allowed the possible values
   * @throws ModelException if it is another value
   */
  public int oneOf(String key, int otherwise, Integer... allowed) {
    int value = integer(key, otherwise);
    if (!List.of(allowed).contains(value)) {
      throw new ModelException(
          name + ": " + key + " must be one of " + List.of(allowed) + ", not " + value);
    }
    return value;
  }

  /**
   * A word option.
   *
   * @param key its name
   * @param otherwise the value where it is not given
   * @param allowed the possible values
   * @throws ModelException if it is another value
   */
  public String oneOf(String key, String otherwise, String... allowed) {
    String value = options.getOrDefault(key, otherwise);
    if (!List.of(allowed).contains(value)) {
      throw new ModelException(
          name + ": " + key + " must be one of " + List.of(allowed) + ", not '" + value + "'");
    }
    return value;
  }

  /**
   * Refuses options nobody reads.
   *
   * @param what what the name names, for messages: {@code network}
   * @param known the option names that are understood
   * @throws ModelException naming the first unknown option
   */
  public void refuseUnknown(String what, Set<String> known) {
    for (String key : options.keySet()) {
      if (!known.contains(key)) {
        throw new ModelException(
            what
                + " "
                + name
                + " has no option '"
                + key
                + "'; it has "
                + (known.isEmpty() ? "none" : new TreeSet<>(known)));
      }
    }
  }

  private static ModelException malformed(String text, String what) {
    return new ModelException(
        what + " '" + text + "' is not of the form name or name[key=value,key=value]");
  }
}
