package org.tag2mask.benchmarks;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An exported file as it would be without folding: behind each convolution that took over a batch
 * norm stands one again, with statistics and affine that leave its values as they are. It costs
 * what the original norm would.
 */
final class UnfoldedNorms {
  private static final String FOLDED = ".folded_weight";
  private static final float EPSILON = 1e-5f;

  private UnfoldedNorms() {}

  /**
   * Puts the norms in.
   *
   * @param folded an exported file
   * @return a file with the same outputs; empty if no convolution took over a norm
   */
  static Optional<byte[]> of(byte[] folded) throws InvalidProtocolBufferException {
    ModelProto model = ModelProto.parseFrom(folded);
    GraphProto.Builder graph = model.getGraph().toBuilder();
    Map<String, Integer> channels = new HashMap<>();
    for (TensorProto array : graph.getInitializerList()) {
      if (array.getName().endsWith(FOLDED)) {
        channels.put(array.getName(), (int) array.getDims(0));
      }
    }
    if (channels.isEmpty()) {
      return Optional.empty();
    }
    graph.clearNode();
    for (NodeProto node : model.getGraph().getNodeList()) {
      Integer width = node.getInputCount() > 1 ? channels.get(node.getInput(1)) : null;
      if (width == null) {
        graph.addNode(node);
        continue;
      }
      String before = node.getOutput(0) + "/before_norm";
      graph.addNode(node.toBuilder().setOutput(0, before));
      graph.addNode(norm(graph, before, node.getOutput(0), width));
    }
    return Optional.of(model.toBuilder().setGraph(graph).build().toByteArray());
  }

  private static NodeProto norm(GraphProto.Builder graph, String in, String out, int width) {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType("BatchNormalization")
            .setName(out + "/norm")
            .addInput(in)
            .addOutput(out)
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("epsilon")
                    .setType(AttributeProto.AttributeType.FLOAT)
                    .setF(EPSILON));
    List<String> names = List.of("weight", "bias", "mean", "variance");
    float[] values = {1, 0, 0, 1 - EPSILON};
    for (int i = 0; i < values.length; i++) {
      String name = out + "/norm." + names.get(i);
      TensorProto.Builder array =
          TensorProto.newBuilder()
              .setName(name)
              .setDataType(TensorProto.DataType.FLOAT.getNumber());
      array.addDims(width);
      for (int c = 0; c < width; c++) {
        array.addFloatData(values[i]);
      }
      graph.addInitializer(array);
      node.addInput(name);
    }
    return node.build();
  }
}
