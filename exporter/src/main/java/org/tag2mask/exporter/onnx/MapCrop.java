package org.tag2mask.exporter.onnx;

import java.util.List;
import java.util.Map;
import org.tag2mask.models.graph.Graph;

/**
 * Cuts the cells off that only show padding: where images are padded to more than the stride of the
 * maps, maps come with more cells than the {@code ceil(H/stride) × ceil(W/stride)} of the contract.
 */
final class MapCrop {
  private static final int ROWS = 2;
  private static final int COLUMNS = 3;

  private final GraphWriter writer;
  private final int stride;

  MapCrop(GraphWriter writer, int stride) {
    this.writer = writer;
    this.stride = stride;
  }

  /**
   * Gives the outputs their own names, which must be reserved, and maps their size.
   *
   * @param graph the network
   * @param values its outputs by name
   * @param size rows and columns {@code [2]} of the image before its padding
   */
  void toNamedOutputs(Graph graph, Map<String, String> values, String size) {
    String more = writer.node("Add", "crop/more", List.of(size, writer.longs(stride - 1L)));
    String cells = writer.node("Div", "crop/cells", List.of(more, writer.longs(stride)));
    String start = writer.longs(0, 0);
    String axes = writer.longs(ROWS, COLUMNS);
    for (String name : graph.outputs().keySet()) {
      String value = values.get(name);
      if (graph.output(name).shape().rank() == 4) {
        writer.nodeTo(name, "Slice", "crop/" + name, List.of(value, start, cells, axes));
      } else {
        writer.nodeTo(name, "Identity", "output/" + name, List.of(value));
      }
    }
  }
}
