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
 * Size and work of a graph. Work is counted in multiply-adds of convolutions, dense layers and
 * matrix products, which is what papers call "GFLOP"; a multiply-add is two floating-point
 * operations.
 *
 * @param parameters number of values, running statistics not counted
 * @param multiplyAdds for one image of the given size
 */
public record NetworkCost(long parameters, long multiplyAdds) {

  /**
   * Counts one forward pass of one image, or of a pair of that size.
   *
   * @param graph the network
   * @param height image rows
   * @param width image columns
   */
  public static NetworkCost of(Graph graph, int height, int width) {
    long parameters = 0;
    for (Parameter p : graph.parameters()) {
      if (p.kind() != Kind.STATISTIC) {
        parameters += p.elements();
      }
    }
    Map<String, Long> symbols = Dim.symbols(1, height, width, height, width);
    long work = 0;
    for (Node node : graph.nodes()) {
      work += multiplyAdds(graph, node, symbols);
    }
    return new NetworkCost(parameters, work);
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
