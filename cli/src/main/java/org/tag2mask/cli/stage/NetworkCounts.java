package org.tag2mask.cli.stage;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tag2mask.models.cost.NetworkCost;
import org.tag2mask.models.graph.Graph;

/** Size and work of a network, and how they are counted, for {@code inspect}. */
final class NetworkCounts {
  private static final String PARAMETERS =
      "learned values that the outputs need: weights, biases, norm scales and shifts, tokens and"
          + " positions; running statistics and ImageNet's classifier are left out";
  private static final String WEIGHTS = "those of convolutions and dense layers alone";
  private static final String MULTIPLY_ADDS =
      "of convolutions, dense layers and matrix products, for one image of that size; one is two"
          + " floating-point operations, though tables of papers call it a FLOP";
  private static final String NORM_OPERATIONS =
      "five for each value of layer and group norms, which common counters add to the"
          + " multiply-adds; batch norms count as nothing, they vanish in convolutions";

  private NetworkCounts() {}

  /**
   * Adds the counts.
   *
   * @param fields to add to
   * @param graph with the outputs that count
   * @param height image rows
   * @param width image columns
   */
  static void put(Map<String, Object> fields, Graph graph, int height, int width) {
    NetworkCost cost = NetworkCost.of(graph, height, width);
    fields.put("network_parameters", cost.parameters());
    fields.put("network_weights", cost.weights());
    fields.put("size", height + "x" + width);
    fields.put("multiply_adds", cost.multiplyAdds());
    fields.put("norm_operations", cost.normOperations());
    Map<String, Object> counted = new LinkedHashMap<>();
    counted.put("network_parameters", PARAMETERS);
    counted.put("network_weights", WEIGHTS);
    counted.put("multiply_adds", MULTIPLY_ADDS);
    counted.put("norm_operations", NORM_OPERATIONS);
    fields.put("counted", counted);
  }
}
