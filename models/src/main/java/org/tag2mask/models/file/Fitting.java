package org.tag2mask.models.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.Adaptation.Adapted;
import org.tag2mask.models.file.LoadReport.Interpolation;
import org.tag2mask.models.file.LoadReport.Mismatch;
import org.tag2mask.models.file.token.TokenEmbeddings;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.ParameterSet.Deferred;

/** Finds for every parameter of a network where its values come from; reads none of them. */
final class Fitting {
  private static final List<Adaptation> ADAPTATIONS = List.of(new TokenEmbeddings());

  private final List<Parameter> declared;
  private final TensorSource source;
  private final TensorSource file;
  private final Naming naming;
  private final long seed;
  private final Map<String, int[]> network = new LinkedHashMap<>();
  private final Map<String, Deferred> values = new LinkedHashMap<>();
  private final List<String> matched = new ArrayList<>();
  private final Map<String, String> renamed = new LinkedHashMap<>();
  private final List<Interpolation> interpolated = new ArrayList<>();
  private final List<Parameter> initialised = new ArrayList<>();
  private final List<Mismatch> mismatched = new ArrayList<>();
  private final Set<String> leftOver;
  private final LoadReport report;

  /**
   * Compares a network with arrays.
   *
   * @param declared the network's parameters
   * @param source the arrays
   * @param seed of first values
   * @param notes what was chosen while the arrays were found
   * @param sha256 of the file they are in
   */
  Fitting(
      List<Parameter> declared,
      TensorSource source,
      long seed,
      List<String> notes,
      Optional<String> sha256) {
    this.declared = declared;
    this.source = source;
    this.seed = seed;
    declared.forEach(p -> network.put(p.name(), p.shape()));
    this.naming = named(source, network.keySet());
    this.file = naming.applied(source);
    this.leftOver = new LinkedHashSet<>(source.names());
    naming.stored().keySet().stream()
        .filter(network::containsKey)
        .forEach(name -> leftOver.remove(naming.stored().get(name)));
    declared.forEach(this::fit);
    List<String> all = new ArrayList<>(notes);
    all.addAll(naming.notes());
    this.report =
        new LoadReport(
            source.origin(),
            sha256,
            matched,
            renamed,
            interpolated,
            initialised,
            mismatched,
            new ArrayList<>(leftOver),
            all);
  }

  private static Naming named(TensorSource source, Set<String> wanted) {
    try {
      return Naming.of(source.names(), wanted);
    } catch (ModelException e) {
      throw new ModelException(source.origin() + ": " + e.getMessage(), e);
    }
  }

  private void fit(Parameter p) {
    boolean present = file.names().contains(p.name());
    int[] found = present ? file.shape(p.name()) : null;
    if (present && Arrays.equals(found, p.shape())) {
      values.put(p.name(), new Deferred(p.shape(), () -> file.read(p.name())));
      matched.add(p.name());
      String original = naming.stored().get(p.name());
      if (!original.equals(p.name())) {
        renamed.put(p.name(), original);
      }
      return;
    }
    for (Adaptation rule : ADAPTATIONS) {
      Optional<Adapted> adapted = rule.adapt(p, network, file);
      if (adapted.isPresent()) {
        adapt(p, adapted.get());
        return;
      }
    }
    if (present) {
      mismatched.add(new Mismatch(p.name(), found, p.shape()));
    } else {
      initialised.add(p);
    }
    values.put(
        p.name(), new Deferred(p.shape(), () -> p.initializer().draw(p.name(), p.shape(), seed)));
  }

  private void adapt(Parameter p, Adapted adapted) {
    values.put(p.name(), new Deferred(p.shape(), adapted.values()));
    String original = naming.stored().get(adapted.from());
    leftOver.remove(original);
    interpolated.add(
        new Interpolation(
            p.name(), original, file.shape(adapted.from()), p.shape(), adapted.how()));
  }

  /** The values, made when they are asked for; the arrays must stay open as long. */
  ParameterSet parameters() {
    return ParameterSet.deferred(values);
  }

  LoadReport report() {
    return report;
  }

  /**
   * Refuses what does not belong together.
   *
   * @throws ModelException if no name matches at all, or a shape differs and that is refused
   */
  void require(WeightLoader.OnMismatch onMismatch) {
    if (onMismatch == WeightLoader.OnMismatch.REFUSE) {
      report.requireShapes();
    }
    if (matched.isEmpty() && !declared.isEmpty()) {
      throw new ModelException(
          source.origin()
              + " holds none of the network's "
              + declared.size()
              + " parameters: it has "
              + WeightLoader.some(source.names())
              + ", the network needs "
              + WeightLoader.some(network.keySet())
              + "; it belongs to another network");
    }
  }
}
