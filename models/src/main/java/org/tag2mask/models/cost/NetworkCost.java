package org.tag2mask.models.cost;

import java.util.Map;
import org.tag2mask.models.graph.Dim;
import org.tag2mask.models.graph.Graph;
import org.tag2mask.models.graph.Node;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.Shape;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.Parameter.Kind;

/**
 * Size and work of a graph, counted as the complexity tables of papers do. Work is in multiply-adds
 * of convolutions, dense layers and matrix products, which papers call "FLOPs" though a
 * multiply-add is two floating-point operations; additions, activations, softmax, pooling and
 * resizing are not counted. Counters in common use add five operations for each value a layer norm
 * makes, so that the sum of {@code multiplyAdds} and {@code normOperations} is what many tables
 * print. Batch norms are not counted: they vanish in the convolutions before them.
 *
 * @param parameters learned values: weights, biases, norm scales and shifts, tokens and positions;
 *     running statistics are not learned
 * @param weights those of convolutions and dense layers alone
 * @param multiplyAdds for one image of the given size
 * @param normOperations five for each value of layer and group norms, for that image
 */
public record NetworkCost(long parameters, long weights, long multiplyAdds, long normOperations) {
  private static final int NORM_OPERATIONS = 5;

  /**
   * Counts one forward pass of one image, or of a pair of that size, through all nodes. To count
   * what some outputs need, give {@link Graph#keeping} them.
   *
   * @param graph the network
   * @param height image rows
   * @param width image columns
   */
  public static NetworkCost of(Graph graph, int height, int width) {
    long parameters = 0;
    long weights = 0;
    for (Parameter p : graph.parameters()) {
      parameters += p.kind().learned() ? p.elements() : 0;
      weights += p.kind() == Kind.WEIGHT ? p.elements() : 0;
    }
    Map<String, Long> symbols = Dim.symbols(1, height, width, height, width);
    long multiplyAdds = 0;
    long norms = 0;
    for (Node node : graph.nodes()) {
      multiplyAdds += multiplyAdds(graph, node, symbols);
      if (node.op() instanceof Op.LayerNorm || node.op() instanceof Op.GroupNorm) {
        norms += NORM_OPERATIONS * node.shape().elements().at(symbols);
      }
    }
    return new NetworkCost(parameters, weights, multiplyAdds, norms);
  }

  private static long multiplyAdds(Graph graph, Node node, Map<String, Long> symbols) {
    long outputs = node.shape().elements().at(symbols);
    if (node.op() instanceof Op.Conv conv) {
      Shape in = graph.nodes().get(node.inputs().get(0)).shape();
      return outputs * in.get(1).size() / conv.groups() * conv.kernel() * conv.kernel();
    }
    if (node.op() instanceof Op.Dense || node.op() instanceof Op.MatMul) {
      Shape in = graph.nodes().get(node.inputs().get(0)).shape();
      return outputs * in.get(-1).at(symbols);
    }
    return 0;
  }
}
