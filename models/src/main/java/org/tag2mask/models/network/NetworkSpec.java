package org.tag2mask.models.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tag2mask.models.ModelException;

/**
 * The choices a network is made from, with a text form for commands, configuration files and
 * provenance: {@code mobilenet_v2[output_stride=16]}.
 *
 * @param backbone a name known to {@link Networks}
 * @param options settings of the backbone and head, sorted by name
 * @param head a name known to {@link Networks}
 * @param classes number of foreground classes K
 */
public record NetworkSpec(String backbone, Map<String, String> options, String head, int classes) {

  /**
   * Sorts the options.
   *
   * @throws ModelException if there is no class
   */
  public NetworkSpec {
    if (classes < 1) {
      throw new ModelException("a network needs at least one class but got " + classes);
    }
    options = Collections.unmodifiableMap(new TreeMap<>(options));
  }

  /**
   * Reads the text form.
   *
   * @param text {@code backbone} or {@code backbone+head}, options in brackets behind either:
   *     {@code resnet50[output_stride=8]+deeplab_v2}, {@code deit_small+mctformer[variant=v1]}
   * @param head the head's name where the text has none
   * @param classes number of foreground classes K
   * @throws ModelException if the text has another form
   */
  public static NetworkSpec parse(String text, String head, int classes) {
    Map<String, String> options = new TreeMap<>();
    List<String> names = new ArrayList<>();
    for (String part : text.trim().split("\\+", -1)) {
      names.add(part(part.trim(), options, text));
    }
    if (names.size() > 2) {
      throw malformed(text);
    }
    return new NetworkSpec(names.get(0), options, names.size() == 2 ? names.get(1) : head, classes);
  }

  /** Reads a name with perhaps options behind it; returns the name. */
  private static String part(String part, Map<String, String> options, String text) {
    int open = part.indexOf('[');
    String name = open < 0 ? part : part.substring(0, open).trim();
    if (name.isEmpty() || (open >= 0 && !part.endsWith("]"))) {
      throw malformed(text);
    }
    if (open < 0) {
      return name;
    }
    for (String pair : part.substring(open + 1, part.length() - 1).split(",")) {
      String[] sides = pair.split("=", -1);
      if (sides.length != 2 || sides[0].isBlank() || sides[1].isBlank()) {
        throw malformed(text);
      }
      String before = options.put(sides[0].trim(), sides[1].trim());
      if (before != null) {
        throw new ModelException(
            "network '" + text + "' gives the option '" + sides[0].trim() + "' twice");
      }
    }
    return name;
  }

  /** The same with these options where it has none of the name. */
  NetworkSpec withDefaults(Map<String, String> defaults) {
    Map<String, String> all = new TreeMap<>(defaults);
    all.putAll(options);
    return new NetworkSpec(backbone, all, head, classes);
  }

  /** The text form of backbone and options; the head is named beside it. */
  public String text() {
    return options.isEmpty()
        ? backbone
        : backbone
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
          backbone + ": option " + key + " needs a whole number but got '" + value + "'", e);
    }
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
          backbone + ": " + key + " must be one of " + List.of(allowed) + ", not " + value);
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
          backbone + ": " + key + " must be one of " + List.of(allowed) + ", not '" + value + "'");
    }
    return value;
  }

  /**
   * Refuses options nobody reads.
   *
   * @param known the names that backbone and head understand
   * @throws ModelException naming the first unknown option
   */
  void refuseUnknown(Set<String> known) {
    for (String key : options.keySet()) {
      if (!known.contains(key)) {
        throw new ModelException(
            "network " + backbone + " has no option '" + key + "'; it has " + new TreeSet<>(known));
      }
    }
  }

  private static ModelException malformed(String text) {
    return new ModelException(
        "network '"
            + text
            + "' is not of the form name, name[key=value,key=value] or name[...]+head[...]");
  }
}
