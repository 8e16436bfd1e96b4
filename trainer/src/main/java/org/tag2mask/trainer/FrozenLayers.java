package org.tag2mask.trainer;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tag2mask.models.graph.Graph;
import org.tag2mask.models.graph.Node;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.params.Parameter;

/** Which parameters of a graph are not trained. */
final class FrozenLayers {
  private FrozenLayers() {}

  /**
   * The names that are frozen by request or by the graph itself (normalisations that always use
   * their stored statistics).
   *
   * @param prefixes layer names or beginnings of them up to a dot
   * @throws TrainingException if a prefix meets no parameter, or nothing is left to train
   */
  static Set<String> of(Graph graph, List<String> prefixes) {
    Set<String> frozen = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Op.BatchNorm norm && norm.frozen()) {
        frozen.addAll(node.parameters());
      }
    }
    for (String prefix : prefixes) {
      List<String> met =
          graph.parameters().stream()
              .map(Parameter::name)
              .filter(name -> name.equals(prefix) || name.startsWith(prefix + "."))
              .toList();
      if (met.isEmpty()) {
        throw new TrainingException(
            "freeze: no parameter is named '"
                + prefix
                + "' or begins with '"
                + prefix
                + ".'; the network has "
                + graph.parameters().get(0).name()
                + " ... "
                + graph.parameters().get(graph.parameters().size() - 1).name());
      }
      frozen.addAll(met);
    }
    if (graph.parameters().stream()
        .allMatch(p -> !p.kind().learned() || frozen.contains(p.name()))) {
      throw new TrainingException("freeze: nothing is left to train with " + prefixes);
    }
    return frozen;
  }
}
