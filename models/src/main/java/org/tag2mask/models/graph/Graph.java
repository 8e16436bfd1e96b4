package org.tag2mask.models.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.params.Parameter;

/**
 * An immutable network: nodes in topological order, named outputs, declared parameters. Made by
 * {@link GraphBuilder}.
 */
public final class Graph {
  private final List<Node> nodes;
  private final Map<String, Integer> outputs;
  private final Map<String, Parameter> parameters;

  Graph(List<Node> nodes, Map<String, Integer> outputs, Map<String, Parameter> parameters) {
    this.nodes = List.copyOf(nodes);
    this.outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** The nodes; inputs of a node stand before it. */
  public List<Node> nodes() {
    return nodes;
  }

  /** Index of the node behind each named output, in the order they were named. */
  public Map<String, Integer> outputs() {
    return outputs;
  }

  /**
   * The node behind a named output.
   *
   * @throws ModelException if there is no such output
   */
  public Node output(String name) {
    Integer index = outputs.get(name);
    if (index == null) {
      throw new ModelException("no output '" + name + "'; there are " + outputs.keySet());
    }
    return nodes.get(index);
  }

  /** The declared parameters, in the order of the nodes that use them. */
  public List<Parameter> parameters() {
    return List.copyOf(parameters.values());
  }

  /**
   * The declaration of a parameter.
   *
   * @throws ModelException if the graph has no such parameter
   */
  public Parameter parameter(String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new ModelException("the graph has no parameter '" + name + "'");
    }
    return parameter;
  }

  /**
   * The same network with only the nodes and parameters these outputs need.
   *
   * @param names outputs to keep
   * @throws ModelException if a name is unknown
   */
  public Graph keeping(Collection<String> names) {
    boolean[] needed = new boolean[nodes.size()];
    for (String name : names) {
      output(name);
      needed[outputs.get(name)] = true;
    }
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (needed[i]) {
        nodes.get(i).inputs().forEach(input -> needed[input] = true);
      }
    }
    int[] moved = new int[nodes.size()];
    Arrays.fill(moved, -1);
    List<Node> kept = new ArrayList<>();
    Set<String> used = new LinkedHashSet<>();
    for (int i = 0; i < nodes.size(); i++) {
      if (needed[i]) {
        Node node = nodes.get(i);
        List<Integer> inputs = node.inputs().stream().map(input -> moved[input]).toList();
        moved[i] = kept.size();
        kept.add(new Node(node.name(), node.op(), inputs, node.parameters(), node.shape()));
        used.addAll(node.parameters());
      }
    }
    Map<String, Integer> keptOutputs = new LinkedHashMap<>();
    names.forEach(name -> keptOutputs.put(name, moved[outputs.get(name)]));
    Map<String, Parameter> keptParameters = new LinkedHashMap<>();
    used.forEach(name -> keptParameters.put(name, parameters.get(name)));
    return new Graph(kept, keptOutputs, keptParameters);
  }
}
