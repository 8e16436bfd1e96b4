package org.tag2mask.trainer.lowering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.tag2mask.models.graph.Graph;
import org.tag2mask.models.graph.Node;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.ParameterSet;

/**
 * The parameters of one pass without gradients, of which only those of the node at work are in the
 * engine: copied when the node asks for them, given back when the next one does. A network larger
 * than the memory can so be run. Serves one {@link GraphBlock#forward} of the graph it was made
 * for.
 */
public final class PassingParameters implements Function<String, NDArray> {
  private final NDManager manager;
  private final ParameterSet values;
  private final ByteBuffer staging;
  private final Set<Integer> firstOfNode = new HashSet<>();
  private final List<NDArray> atWork = new ArrayList<>();
  private int asked;

  /**
   * Parameters for one pass.
   *
   * @param manager owner of the arrays; that of the images
   * @param graph the graph that is run
   * @param values its parameters; deferred ones are made when they are asked for
   * @throws org.tag2mask.models.ModelException if a value is missing or of another shape
   */
  public PassingParameters(NDManager manager, Graph graph, ParameterSet values) {
    values.requireAll(graph.parameters());
    this.manager = manager;
    this.values = values;
    this.staging = EngineArrays.staging(graph.parameters().stream().map(Parameter::shape).toList());
    int position = 0;
    for (Node node : graph.nodes()) {
      firstOfNode.add(position);
      position += node.parameters().size();
    }
  }

  /**
   * The array of a parameter of the node at work; it lives until the next node asks for its own.
   */
  @Override
  public NDArray apply(String name) {
    if (firstOfNode.contains(asked++)) {
      // what a node made from its parameters keeps their memory by itself
      atWork.forEach(NDArray::close);
      atWork.clear();
    }
    NDArray array = EngineArrays.copy(manager, values.get(name), staging);
    atWork.add(array);
    return array;
  }
}
