package org.tag2mask.models.file;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.mxnet.ResNet38Names;
import org.tag2mask.models.params.Tensor;

/**
 * What the arrays of a file are called in a network: the names of published files that have a
 * naming of their own, and prefixes that a training program put before all names of the network
 * ({@code model.}, {@code backbone.}), or that the network has and the file has not.
 *
 * @param stored from the network's name to the one in the file, in the order of the file
 * @param dropped names in the file that are known to be of no use, such as ImageNet's classifier
 * @param notes what was done, a sentence each
 */
public record Naming(Map<String, String> stored, List<String> dropped, List<String> notes) {
  /** Prefixes of the trained network itself, preferred to those of its copies. */
  private static final List<String> USUAL =
      List.of("model.", "state_dict.", "net.", "network.", "module.", "backbone.", "encoder.");

  /** Keeps the order. */
  public Naming {
    stored = Collections.unmodifiableMap(new LinkedHashMap<>(stored));
    dropped = List.copyOf(dropped);
    notes = List.copyOf(notes);
  }

  /**
   * The names of a file on their own: those of published files become the network's, all others
   * stay as they are.
   *
   * @param names of the arrays
   */
  public static Naming of(Set<String> names) {
    if (!ResNet38Names.recognises(names)) {
      Map<String, String> same = new LinkedHashMap<>();
      names.forEach(name -> same.put(name, name));
      return new Naming(same, List.of(), List.of());
    }
    Map<String, String> stored = ResNet38Names.of(names);
    List<String> dropped = names.stream().filter(name -> !stored.containsValue(name)).toList();
    String note = "renamed from the published ResNet-38 (MXNet) to the names of resnet38";
    return new Naming(
        stored,
        dropped,
        List.of(dropped.isEmpty() ? note : note + "; its ImageNet classifier is left out"));
  }

  /**
   * The names of a file as a network has them. A prefix is cut or added only when that finds more
   * parameters, and at least half of all.
   *
   * @param names of the arrays
   * @param wanted the network's names
   */
  public static Naming of(Set<String> names, Set<String> wanted) {
    Naming plain = of(names);
    long found = plain.stored.keySet().stream().filter(wanted::contains).count();
    Map<String, Integer> cuts = prefixes(plain.stored.keySet(), wanted);
    Map<String, Integer> additions = prefixes(wanted, plain.stored.keySet());
    long most = Math.max(most(cuts), most(additions));
    if (most <= found || 2 * most < wanted.size()) {
      return plain;
    }
    return most(cuts) == most ? plain.cut(best(cuts), cuts) : plain.added(best(additions), wanted);
  }

  /** What stands before the known ends of names, and how often. */
  private static Map<String, Integer> prefixes(Set<String> longer, Set<String> ends) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (String name : longer) {
      for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
        if (ends.contains(name.substring(dot + 1))) {
          counts.merge(name.substring(0, dot + 1), 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  private static int most(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  private static String best(Map<String, Integer> counts) {
    List<String> best =
        counts.keySet().stream().filter(key -> counts.get(key) == most(counts)).toList();
    return USUAL.stream().filter(best::contains).findFirst().orElse(best.get(0));
  }

  private Naming cut(String prefix, Map<String, Integer> counts) {
    Map<String, String> shorter = new LinkedHashMap<>();
    stored.forEach(
        (name, original) -> {
          if (name.startsWith(prefix)) {
            shorter.put(name.substring(prefix.length()), original);
          }
        });
    // what lies elsewhere in the file never takes the place of the network
    stored.forEach(
        (name, original) -> {
          if (!name.startsWith(prefix)) {
            shorter.putIfAbsent(name, original);
          }
        });
    List<String> all = new ArrayList<>(notes);
    all.add("cut the prefix " + Quoted.of(prefix) + " off the network's names");
    counts.forEach(
        (other, count) -> {
          if (!other.equals(prefix) && count.equals(counts.get(prefix))) {
            all.add("the network is also under " + Quoted.of(other) + ", which was not taken");
          }
        });
    return new Naming(shorter, dropped, all);
  }

  private Naming added(String prefix, Set<String> wanted) {
    Map<String, String> longer = new LinkedHashMap<>();
    stored.forEach(
        (name, original) ->
            longer.put(wanted.contains(prefix + name) ? prefix + name : name, original));
    List<String> all = new ArrayList<>(notes);
    all.add("put " + Quoted.of(prefix) + " before the file's names");
    return new Naming(longer, dropped, all);
  }

  /**
   * The arrays of a file under these names.
   *
   * @param source the file; stays open, and is read through the result
   */
  public TensorSource applied(TensorSource source) {
    return new Renamed(source, stored);
  }

  /** Arrays of another source under other names. */
  private record Renamed(TensorSource source, Map<String, String> stored) implements TensorSource {
    @Override
    public String origin() {
      return source.origin();
    }

    @Override
    public Set<String> names() {
      return stored.keySet();
    }

    @Override
    public int[] shape(String name) {
      return source.shape(original(name));
    }

    @Override
    public Tensor read(String name) {
      return source.read(original(name));
    }

    private String original(String name) {
      String original = stored.get(name);
      if (original == null) {
        throw new ModelException(
            origin()
                + ": no array "
                + Quoted.of(name)
                + " among the "
                + stored.size()
                + " there are");
      }
      return original;
    }
  }
}
