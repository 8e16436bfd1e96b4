package org.tag2mask.models.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
      NamedOptions named = NamedOptions.parse(part, "network");
      names.add(named.name().trim());
      named
          .options()
          .forEach(
              (key, value) -> {
                if (options.put(key, value) != null) {
                  throw new ModelException(
                      "network '" + text + "' gives the option '" + key + "' twice");
                }
              });
    }
    if (names.size() > 2 || names.contains("")) {
      throw new ModelException(
          "network '" + text + "' is not of the form name[key=value,...]+head[key=value,...]");
    }
    return new NetworkSpec(names.get(0), options, names.size() == 2 ? names.get(1) : head, classes);
  }

  /** The same with these options where it has none of the name. */
  NetworkSpec withDefaults(Map<String, String> defaults) {
    Map<String, String> all = new TreeMap<>(defaults);
    all.putAll(options);
    return new NetworkSpec(backbone, all, head, classes);
  }

  /** The text form of backbone and options; the head is named beside it. */
  public String text() {
    return named().text();
  }

  /**
   * A whole-number option.
   *
   * @param key its name
   * @param otherwise the value where it is not given
   * @throws ModelException if it is no whole number
   */
  public int integer(String key, int otherwise) {
    return named().integer(key, otherwise);
  }

  /**
   * A whole-number option of at least 1.
   *
   * @param key its name
   * @param otherwise the value where it is not given
   * @throws ModelException if it is no such number
   */
  public int count(String key, int otherwise) {
    return named().count(key, otherwise);
  }

  /**
   * A list of whole numbers, written {@code 6-12-18}.
   *
   * @param key its name
   * @param otherwise the value where it is not given
   * @throws ModelException if a part is no whole number of at least 1
   */
  public List<Integer> integers(String key, List<Integer> otherwise) {
    return named().integers(key, otherwise);
  }

  /**
   * A number option.
   *
   * @param key its name
   * @param otherwise the value where it is not given
   * @throws ModelException if it is no finite number
   */
  public double number(String key, double otherwise) {
    return named().number(key, otherwise);
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
    return named().oneOf(key, otherwise, allowed);
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
    return named().oneOf(key, otherwise, allowed);
  }

  /**
   * Refuses options nobody reads.
   *
   * @param known the names that backbone and head understand
   * @throws ModelException naming the first unknown option
   */
  void refuseUnknown(Set<String> known) {
    named().refuseUnknown("network", known);
  }

  private NamedOptions named() {
    return new NamedOptions(backbone, options);
  }
}
