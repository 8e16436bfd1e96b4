package org.tag2mask.models.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.params.LoadReport;
import org.tag2mask.models.params.LoadReport.Mismatch;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;

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
   * Loads from anything with named arrays. Only arrays that match a declared name are read.
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
    List<Parameter> initialised = new ArrayList<>();
    List<Mismatch> mismatched = new ArrayList<>();
    Set<String> leftOver = new LinkedHashSet<>(source.names());
    for (Parameter p : declared) {
      boolean present = leftOver.remove(p.name());
      int[] found = present ? source.shape(p.name()) : null;
      if (present && Arrays.equals(found, p.shape())) {
        values.put(p.name(), source.read(p.name()));
        matched.add(p.name());
        continue;
      }
      if (present) {
        mismatched.add(new Mismatch(p.name(), found, p.shape()));
      } else {
        initialised.add(p);
      }
      values.put(p.name(), p.initializer().draw(p.name(), p.shape(), seed));
    }
    LoadReport report =
        new LoadReport(
            source.origin(), matched, initialised, mismatched, new ArrayList<>(leftOver));
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

  private static String some(java.util.Collection<String> names) {
    List<String> first = names.stream().limit(3).toList();
    return String.join(", ", first) + (names.size() > first.size() ? ", ..." : "");
  }
}
