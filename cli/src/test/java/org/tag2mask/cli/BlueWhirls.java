package org.tag2mask.cli;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A boundary model made of edges.onnx, the runtime's tiny model: boundaries a tenth as sensitive,
 * and displacements that a picture's blue says, {@code 40 * blue - 20} columns and no rows.
 */
final class BlueWhirls {
  private BlueWhirls() {}

  /** The blue of cells that are so many columns left of their centre. */
  static byte blue(int columns) {
    return (byte) Math.round(255 * (0.5 + columns / 40.0));
  }

  static void write(Path edges, Path file) throws IOException {
    GraphProto.Builder graph = insensitive(edges);
    for (int i = 0; i < graph.getNodeCount(); i++) {
      if (graph.getNode(i).getOutput(0).equals("displacement")) {
        graph.setNode(
            i,
            NodeProto.newBuilder()
                .setOpType("Conv")
                .addAllInput(List.of("means", "blue", "offset"))
                .addOutput("displacement")
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("kernel_shape")
                        .setType(AttributeProto.AttributeType.INTS)
                        .addAllInts(List.of(1L, 1L))));
      }
    }
    graph.addInitializer(tensor("blue", List.of(2L, 3L, 1L, 1L), List.of(0f, 0f, 0f, 0f, 0f, 40f)));
    graph.addInitializer(tensor("offset", List.of(2L), List.of(0f, -20f)));
    save(edges, graph, file);
  }

  /** The same boundaries with the displacements of edges.onnx, none of them longer than a cell. */
  static void writeStill(Path edges, Path file) throws IOException {
    save(edges, insensitive(edges), file);
  }

  private static GraphProto.Builder insensitive(Path edges) throws IOException {
    GraphProto.Builder graph =
        ModelProto.parseFrom(Files.readAllBytes(edges)).getGraph().toBuilder();
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      if (graph.getInitializer(i).getName().equals("forty")) {
        graph.setInitializer(i, tensor("forty", List.of(), List.of(4f)));
      }
    }
    return graph;
  }

  private static TensorProto tensor(String name, List<Long> shape, List<Float> values) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.FLOAT.getNumber())
        .addAllDims(shape)
        .addAllFloatData(values)
        .build();
  }

  private static void save(Path edges, GraphProto.Builder graph, Path file) throws IOException {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(edges));
    Files.write(file, model.toBuilder().setGraph(graph).build().toByteArray());
  }
}
