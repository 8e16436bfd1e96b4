package org.tag2mask.models.file;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.models.params.Parameter;

/**
 * Which array of a file each parameter is. Names are the same, or, for those that the file does not
 * have, the same but for one beginning that either the file's or the network's names have: programs
 * put a trunk into a larger network ({@code resnet50.conv1.weight}), and others take it out again.
 * The beginning that fits most parameters, by name and shape, is the one.
 *
 * @param stored name in the file by name of the parameter
 * @param cut the beginning; empty if all names are the same
 */
record NameMatch(Map<String, String> stored, Optional<Cut> cut) {

  /** Whose names have the beginning. */
  enum Side {
    /** The file's. */
    FILE,
    /** The network's. */
    NETWORK
  }

  /**
   * A beginning of names.
   *
   * @param side whose names have it
   * @param prefix the beginning, with its last dot
   */
  record Cut(Side side, String prefix) {}

  static NameMatch of(List<Parameter> declared, TensorSource source) {
    Map<String, String> stored = new LinkedHashMap<>();
    Map<String, Parameter> missing = new HashMap<>();
    for (Parameter p : declared) {
      if (source.names().contains(p.name())) {
        stored.put(p.name(), p.name());
      } else {
        missing.put(p.name(), p);
      }
    }
    Map<Cut, Map<String, String>> candidates = new LinkedHashMap<>();
    for (Parameter p : missing.values()) {
      for (Map.Entry<String, String> cut : cuts(p.name()).entrySet()) {
        if (source.names().contains(cut.getValue()) && fits(p, source, cut.getValue())) {
          candidates
              .computeIfAbsent(new Cut(Side.NETWORK, cut.getKey()), key -> new LinkedHashMap<>())
              .put(p.name(), cut.getValue());
        }
      }
    }
    for (String name : source.names()) {
      for (Map.Entry<String, String> cut : cuts(name).entrySet()) {
        Parameter p = missing.get(cut.getValue());
        if (p != null && fits(p, source, name)) {
          candidates
              .computeIfAbsent(new Cut(Side.FILE, cut.getKey()), key -> new LinkedHashMap<>())
              .put(p.name(), name);
        }
      }
    }
    Optional<Cut> best =
        candidates.keySet().stream()
            .reduce((a, b) -> candidates.get(b).size() > candidates.get(a).size() ? b : a);
    best.ifPresent(cut -> stored.putAll(candidates.get(cut)));
    return new NameMatch(stored, best);
  }

  /** The name that an array of a plain network has in the file. */
  String inFile(String plain) {
    return cut.filter(c -> c.side() == Side.FILE).map(Cut::prefix).orElse("") + plain;
  }

  /** What was cut off, as a sentence; empty if nothing was. */
  Optional<String> note() {
    return cut.map(
        c ->
            "cut '"
                + c.prefix()
                + "' off the "
                + (c.side() == Side.FILE ? "file" : "network")
                + "'s names");
  }

  private static boolean fits(Parameter parameter, TensorSource source, String stored) {
    return Arrays.equals(source.shape(stored), parameter.shape());
  }

  /** Every way to cut a name at a dot: what is cut off, and the rest. */
  private static Map<String, String> cuts(String name) {
    Map<String, String> cuts = new LinkedHashMap<>();
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      cuts.put(name.substring(0, dot + 1), name.substring(dot + 1));
    }
    return cuts;
  }
}
