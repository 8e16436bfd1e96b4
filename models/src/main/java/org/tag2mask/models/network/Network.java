package org.tag2mask.models.network;

import java.util.List;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.graph.Graph;

/**
 * A complete network.
 *
 * @param spec the choices it was made from
 * @param role what it is for
 * @param graph its nodes, with every output that training or inference needs
 * @param input how it wants its image
 * @param stride pixels per cell of the published maps
 * @param multiple images are padded right and below to a multiple of it; itself a multiple of the
 *     stride, and larger where the trunk is coarser than the maps
 * @param published names of the outputs that an exported file has
 */
public record Network(
    NetworkSpec spec,
    NetworkRole role,
    Graph graph,
    ImageInput input,
    int stride,
    int multiple,
    List<String> published) {

  /**
   * Copies the list.
   *
   * @throws ModelException if the padding is no multiple of the stride
   */
  public Network {
    published = List.copyOf(published);
    if (multiple % stride != 0) {
      throw new ModelException(
          "images padded to multiples of " + multiple + " have no whole cells of " + stride);
    }
  }

  /** A network whose trunk is as fine as its maps: images are padded to the stride. */
  public Network(
      NetworkSpec spec,
      NetworkRole role,
      Graph graph,
      ImageInput input,
      int stride,
      List<String> published) {
    this(spec, role, graph, input, stride, stride, published);
  }

  /**
   * The same network with other outputs in its exported file.
   *
   * @param outputs names of outputs of the graph
   * @throws org.tag2mask.models.ModelException if the graph has no output of such a name
   */
  public Network publishing(List<String> outputs) {
    outputs.forEach(graph::output);
    return new Network(spec, role, graph, input, stride, multiple, outputs);
  }
}
