package org.tag2mask.models.graph;

import java.util.List;

/**
 * One operation in a graph. Its value is known by its index in {@link Graph#nodes()}.
 *
 * @param name unique in the graph: the path of the layer, for example {@code features.3.conv.1.0}
 * @param op what is computed
 * @param inputs indices of earlier nodes, in the order the operation expects
 * @param parameters names of the parameters it uses, in the order the operation expects
 * @param shape the inferred shape of the value
 */
public record Node(String name, Op op, List<Integer> inputs, List<String> parameters, Shape shape) {

  /** Copies the lists. */
  public Node {
    inputs = List.copyOf(inputs);
    parameters = List.copyOf(parameters);
  }
}
