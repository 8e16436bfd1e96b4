package org.tag2mask.trainer;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.graph.Graph;
import org.tag2mask.models.graph.Node;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.params.ParameterPattern;

/** Which parameters of a graph are not trained. */
final class FrozenLayers {
  private FrozenLayers() {}

  /**
   * The names that are frozen by request or by the graph itself (normalisations that always use
   * their stored statistics).
   *
   * @param patterns as {@link ParameterPattern}
   * @throws TrainingException if a pattern meets no parameter, or nothing is left to train
   */
  static Set<String> of(Graph graph, List<String> patterns) {
    Set<String> frozen = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Op.BatchNorm norm && norm.frozen()) {
        frozen.addAll(node.parameters());
      }
    }
    for (String pattern : patterns) {
      try {
        new ParameterPattern(pattern)
            .among(graph.parameters())
            .forEach(parameter -> frozen.add(parameter.name()));
      } catch (ModelException e) {
        throw new TrainingException("freeze: " + e.getMessage(), e);
      }
    }
    if (graph.parameters().stream()
        .allMatch(p -> !p.kind().learned() || frozen.contains(p.name()))) {
      throw new TrainingException("freeze: nothing is left to train with " + patterns);
    }
    return frozen;
  }
}
