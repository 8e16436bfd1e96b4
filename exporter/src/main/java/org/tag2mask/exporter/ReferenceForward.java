package org.tag2mask.exporter;

import java.util.Map;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;

/**
 * Computes a network from its graph, independently of ONNX: what an exported file is compared with.
 */
@FunctionalInterface
public interface ReferenceForward {

  /**
   * One forward pass as at inference: running statistics, no dropout.
   *
   * @param network the network
   * @param parameters its values; not modified
   * @param images by the name of the input: normalised images {@code [N,3,H,W]} in the network's
   *     channel order, H and W multiples of {@link Network#multiple()}; not modified
   * @return at least the published outputs, by name
   */
  Map<String, Tensor> forward(Network network, ParameterSet parameters, Map<String, Tensor> images);

  /**
   * One forward pass of a network with one image.
   *
   * @param network the network
   * @param parameters its values; not modified
   * @param images as in {@link #forward(Network, ParameterSet, Map)}
   * @return at least the published outputs, by name
   */
  default Map<String, Tensor> forward(Network network, ParameterSet parameters, Tensor images) {
    return forward(network, parameters, Map.of(Op.Source.IMAGE.input(), images));
  }
}
