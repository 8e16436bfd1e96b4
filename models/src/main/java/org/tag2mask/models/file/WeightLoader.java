package org.tag2mask.models.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.params.Initializer;
import org.tag2mask.models.params.LoadReport;
import org.tag2mask.models.params.LoadReport.Mismatch;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.models.params.TokenRows;

/** Fills the parameters of a network from a file, by name. */
public final class WeightLoader {
  private WeightLoader() {}

  /** What to do with a tensor of the right name and another shape. */
  public enum OnMismatch {
    /** An error. */
    REFUSE,
    /** Initialise the parameter as if the file did not have it, and report it. */
    INITIALISE
  }

  /**
   * Values for every declared parameter, and where they came from.
   *
   * @param parameters the values, in the order of the declarations
   * @param report what matched and what did not
   */
  public record Loaded(ParameterSet parameters, LoadReport report) {}

  /**
   * Loads from a weight file of any known format, see {@link WeightFiles}.
   *
   * @param declared the parameters a graph needs
   * @param file the file
   * @param seed seed of the first values of parameters that the file lacks
   * @param onMismatch what to do with other shapes
   * @return values for all declared parameters
   * @throws ModelException as {@link WeightFiles#open} and {@link #load(List, TensorSource, long,
   *     OnMismatch)}
   */
  public static Loaded load(List<Parameter> declared, Path file, long seed, OnMismatch onMismatch) {
    try (WeightFile source = WeightFiles.open(file)) {
      return load(declared, source, seed, onMismatch);
    }
  }

  /**
   * Loads from anything with named arrays. Names that the source lacks are looked for with one
   * beginning cut off the source's names, or the network's: the one that fits most. Tokens and
   * positions that the source has for one class token are adapted ({@link Initializer.Tokens}).
   * Only arrays that may be used are read.
   *
   * @param declared the parameters a graph needs
   * @param source the arrays
   * @param seed seed of the first values of parameters that the source lacks
   * @param onMismatch what to do with other shapes
   * @return values for all declared parameters
   * @throws ModelException if no name matches at all, a shape differs and that is refused, or an
   *     array cannot be read as float32
   */
  public static Loaded load(
      List<Parameter> declared, TensorSource source, long seed, OnMismatch onMismatch) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    List<String> matched = new ArrayList<>();
    List<String> adapted = new ArrayList<>();
    List<Parameter> initialised = new ArrayList<>();
    List<Mismatch> mismatched = new ArrayList<>();
    NameMatch names = NameMatch.of(declared, source);
    Set<String> leftOver = new LinkedHashSet<>(source.names());
    for (Parameter p : declared) {
      String stored = names.stored().get(p.name());
      leftOver.remove(stored);
      if (stored != null && Arrays.equals(source.shape(stored), p.shape())) {
        values.put(p.name(), source.read(stored));
        matched.add(p.name());
        continue;
      }
      Optional<Tensor> made = adapted(p, source, names);
      if (made.isPresent()) {
        TokenRows rows = ((Initializer.Tokens) p.initializer()).rows();
        values.put(p.name(), made.get());
        adapted.add(p + " " + rows);
        leftOver.remove(names.inFile(rows.source()));
        continue;
      }
      if (stored != null) {
        mismatched.add(new Mismatch(p.name(), source.shape(stored), p.shape()));
      } else {
        initialised.add(p);
      }
      values.put(p.name(), p.initializer().draw(p.name(), p.shape(), seed));
    }
    LoadReport report =
        new LoadReport(
            source.origin(),
            matched,
            adapted,
            initialised,
            mismatched,
            new ArrayList<>(leftOver),
            names.note().stream().toList());
    if (onMismatch == OnMismatch.REFUSE && !mismatched.isEmpty()) {
      throw new ModelException(
          source.origin()
              + " does not fit the network: "
              + mismatched.get(0)
              + (mismatched.size() > 1 ? ", and " + (mismatched.size() - 1) + " more" : "")
              + "; take the weights of this network, or have such parameters initialised anew");
    }
    if (matched.isEmpty() && !declared.isEmpty()) {
      throw new ModelException(
          source.origin()
              + " holds none of the network's "
              + declared.size()
              + " parameters: it has "
              + some(source.names())
              + ", the network needs "
              + some(declared.stream().map(Parameter::name).toList())
              + "; it belongs to another network");
    }
    return new Loaded(ParameterSet.of(values), report);
  }

  private static Optional<Tensor> adapted(Parameter p, TensorSource source, NameMatch names) {
    if (p.initializer() instanceof Initializer.Tokens tokens) {
      String stored = names.inFile(tokens.rows().source());
      return source.names().contains(stored)
          ? tokens.rows().from(source.read(stored), p.shape())
          : Optional.empty();
    }
    return Optional.empty();
  }

  private static String some(java.util.Collection<String> names) {
    List<String> first = names.stream().limit(3).toList();
    return String.join(", ", first) + (names.size() > first.size() ? ", ..." : "");
  }
}
