package org.tag2mask.models.network;

import java.util.List;
import org.tag2mask.models.graph.Graph;

/**
 * A complete network.
 *
 * @param spec the choices it was made from
 * @param role what it is for
 * @param graph its nodes, with every output that training or inference needs
 * @param input how it wants its image
 * @param stride pixels per map cell; images are padded right and below to a multiple of it
 * @param published names of the outputs that an exported file has
 */
public record Network(
    NetworkSpec spec,
    NetworkRole role,
    Graph graph,
    ImageInput input,
    int stride,
    List<String> published) {

  /** Copies the list. */
  public Network {
    published = List.copyOf(published);
  }

  /**
   * The same network with other outputs in its exported file.
   *
   * @param outputs names of outputs of the graph
   * @throws org.tag2mask.models.ModelException if the graph has no output of such a name
   */
  public Network publishing(List<String> outputs) {
    outputs.forEach(graph::output);
    return new Network(spec, role, graph, input, stride, outputs);
  }
}
