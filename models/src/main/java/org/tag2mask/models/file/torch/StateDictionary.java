package org.tag2mask.models.file.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.Quoted;
import org.tag2mask.models.file.StoredValues;
import org.tag2mask.models.file.WrapperPrefix;

/**
 * The tensors of a network, picked out of what a training program saved around them.
 *
 * @param tensors by name, in order
 * @param skipped other entries of the same dictionary, with the reason
 * @param notes what was taken and what was left
 */
record StateDictionary(
    Map<String, TensorRef> tensors, Map<String, String> skipped, List<String> notes) {
  /** The keys under which training programs keep the network, the surest first. */
  private static final List<String> USUAL =
      List.of(
          "state_dict",
          "model_state_dict",
          "model_state",
          "model",
          "net",
          "network",
          "module",
          "weights",
          "params");

  private static final int MAX_DEPTH = 4;
  private static final int SHOWN = 6;

  /**
   * Finds the tensors.
   *
   * @param root what a file holds
   * @param wanted the dictionary to take, keys separated by {@code /}; empty to choose
   * @throws ModelException if there are none, or the choice is not clear
   */
  static StateDictionary of(Object root, String wanted) {
    List<String> notes = new ArrayList<>();
    Dictionary taken = wanted.isEmpty() ? choose(root, notes) : named(root, wanted, notes);
    Map<String, TensorRef> tensors = new LinkedHashMap<>();
    Map<String, String> skipped = new LinkedHashMap<>();
    taken
        .entries()
        .forEach(
            (name, value) -> {
              if (!(value instanceof TensorRef tensor)) {
                skipped.put(name, Pickled.describe(value));
              } else if (!StoredValues.convertible(tensor.type())) {
                skipped.put(name, tensor.toString());
              } else {
                tensors.put(name, tensor);
              }
            });
    return new StateDictionary(tensors, skipped, notes).withoutPrefixes();
  }

  private static Dictionary choose(Object root, List<String> notes) {
    Object at = root;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      Dictionary dictionary = dictionary(at);
      Map<String, Dictionary> inside = inside(dictionary);
      String usual = usual(dictionary, inside);
      if (usual == null && dictionary.tensors() > 0) {
        return dictionary;
      }
      String key = usual == null ? only(inside) : usual;
      notes.add("took " + counted(key, inside.get(key)));
      inside.forEach(
          (name, other) -> {
            if (!name.equals(key) && other.tensors() > 0) {
              notes.add("also in the file, not taken: " + counted(name, other));
            }
          });
      at = inside.get(key);
    }
    throw new ModelException("has dictionaries nested more than " + MAX_DEPTH + " deep");
  }

  /**
   * A usual key with more tensors than lie beside it, or with a dictionary that may lead to one.
   */
  private static String usual(Dictionary dictionary, Map<String, Dictionary> inside) {
    for (String key : USUAL) {
      Dictionary found = inside.get(key);
      if (found != null && found.tensors() > dictionary.tensors()) {
        return key;
      }
    }
    for (String key : USUAL) {
      if (dictionary.tensors() == 0 && inside.containsKey(key) && !anyTensors(inside)) {
        return key;
      }
    }
    return null;
  }

  private static boolean anyTensors(Map<String, Dictionary> dictionaries) {
    return dictionaries.values().stream().anyMatch(d -> d.tensors() > 0);
  }

  private static String only(Map<String, Dictionary> inside) {
    List<String> candidates =
        inside.keySet().stream().filter(key -> inside.get(key).tensors() > 0).toList();
    if (candidates.size() == 1) {
      return candidates.get(0);
    }
    if (candidates.isEmpty()) {
      throw new ModelException(
          "holds no tensors"
              + (inside.isEmpty() ? "" : " where they usually are; it has " + names(inside))
              + "; expected a state dictionary, as torch.save(model.state_dict(), FILE) writes it");
    }
    throw new ModelException(
        "holds several dictionaries of tensors: " + names(inside) + "; say which one to take");
  }

  private static Dictionary named(Object root, String wanted, List<String> notes) {
    Object at = root;
    for (String key : wanted.split("/")) {
      Map<String, Dictionary> inside = inside(dictionary(at));
      at = inside.get(key);
      if (at == null) {
        throw new ModelException(
            "has no dictionary " + Quoted.of(key) + "; it has " + names(inside));
      }
    }
    Dictionary dictionary = dictionary(at);
    if (dictionary.tensors() == 0) {
      throw new ModelException("has no tensors in " + Quoted.of(wanted));
    }
    notes.add("took " + counted(wanted, dictionary) + ", as asked for");
    return dictionary;
  }

  private static Dictionary dictionary(Object value) {
    if (value instanceof Dictionary dictionary) {
      return dictionary;
    }
    throw new ModelException(
        "holds "
            + Pickled.describe(value)
            + "; expected a dictionary of tensors, as torch.save(model.state_dict(), FILE) writes"
            + " it");
  }

  private static Map<String, Dictionary> inside(Dictionary dictionary) {
    Map<String, Dictionary> inside = new LinkedHashMap<>();
    dictionary
        .entries()
        .forEach(
            (key, value) -> {
              if (value instanceof Dictionary found) {
                inside.put(key, found);
              }
            });
    return inside;
  }

  private static String names(Map<String, Dictionary> inside) {
    List<String> first =
        inside.entrySet().stream()
            .limit(SHOWN)
            .map(entry -> counted(entry.getKey(), entry.getValue()))
            .toList();
    int more = inside.size() - first.size();
    return first.isEmpty()
        ? "none"
        : String.join(", ", first) + (more > 0 ? " and " + more + " more" : "");
  }

  private static String counted(String key, Dictionary dictionary) {
    return Quoted.of(key) + " (" + dictionary.tensors() + " tensors)";
  }

  private StateDictionary withoutPrefixes() {
    if (tensors.isEmpty()) {
      throw new ModelException(
          "holds no tensors of float16, bfloat16, float32 or float64 among its "
              + skipped.size()
              + " entries");
    }
    String prefix = WrapperPrefix.of(tensors.keySet());
    if (prefix.isEmpty()) {
      return this;
    }
    List<String> all = new ArrayList<>(notes);
    all.add(WrapperPrefix.note(prefix));
    return new StateDictionary(cut(tensors, prefix), cut(skipped, prefix), all);
  }

  private static <T> Map<String, T> cut(Map<String, T> map, String prefix) {
    Map<String, T> shorter = new LinkedHashMap<>();
    map.forEach((name, value) -> shorter.put(WrapperPrefix.cut(name, prefix), value));
    return shorter;
  }
}
