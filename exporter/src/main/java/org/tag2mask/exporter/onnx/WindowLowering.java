package org.tag2mask.exporter.onnx;

import static org.tag2mask.exporter.onnx.Attributes.integer;
import static org.tag2mask.exporter.onnx.Attributes.integers;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tag2mask.exporter.ExportException;
import org.tag2mask.models.graph.Node;
import org.tag2mask.models.graph.Op;

/** Operations with a sliding window. */
final class WindowLowering {
  private WindowLowering() {}

  static TypedValue conv(Op.Conv op, NodeContext n) {
    int window = op.dilation() * (op.kernel() - 1) + 1;
    Optional<long[]> zeros =
        SamePadding.fixed(
            op.padding(), n.shape(0), window, op.stride(), n.lowering().imageStride());
    String x = zeros.isPresent() ? n.in(0) : SamePadding.counted(n, window, op.stride());
    List<String> inputs = new ArrayList<>(List.of(x));
    Integer norm = n.lowering().folding().normOf(n.index());
    if (norm != null) {
      inputs.addAll(folded(op, n, norm));
    } else {
      inputs.add(n.parameter(0, n.compute()));
      if (op.bias()) {
        inputs.add(n.parameter(1, n.compute()));
      }
    }
    return n.result(
        "Conv",
        inputs,
        integers("dilations", op.dilation(), op.dilation()),
        integer("group", op.groups()),
        integers("kernel_shape", op.kernel(), op.kernel()),
        integers("pads", zeros.orElse(new long[4])),
        integers("strides", op.stride(), op.stride()));
  }

  private static List<String> folded(Op.Conv op, NodeContext n, int norm) {
    Node node = n.lowering().graph().nodes().get(norm);
    // per channel, so small; the weight itself is made when the file is written
    NormFolding.Affine affine =
        NormFolding.Affine.of(
            (Op.BatchNorm) node.op(), node.parameters(), n.lowering().parameters());
    float[] bias = NormFolding.bias(op.bias() ? n.tensor(1).values() : null, affine);
    int[] shape = n.shape(n.node().parameters().get(0));
    List<String> sources = new ArrayList<>(n.node().parameters());
    sources.addAll(node.parameters());
    String name = n.lowering().sharedName(sources, n.node());
    return List.of(
        n.stored(
            name + ".folded_weight",
            n.compute(),
            shape,
            () -> NormFolding.weight(n.tensor(0), affine)),
        n.stored(name + ".folded_bias", n.compute(), new int[] {bias.length}, bias));
  }

  static TypedValue pool(Op.Pool op, NodeContext n) {
    List<AttributeProto> attributes =
        new ArrayList<>(
            List.of(
                integer("ceil_mode", op.ceil() ? 1 : 0),
                integers("kernel_shape", op.kernel(), op.kernel()),
                integers(
                    "pads",
                    op.padding().top(),
                    op.padding().left(),
                    op.padding().bottom(),
                    op.padding().right()),
                integers("strides", op.stride(), op.stride())));
    if (op.kind() == Op.Pooling.MAX) {
      return n.result("MaxPool", n.all(), attributes.toArray(AttributeProto[]::new));
    }
    if (op.ceil()) {
      throw new ExportException(
          "node '"
              + n.node().name()
              + "': ONNX runtimes disagree about average pooling that rounds its size up; use a"
              + " pooling that rounds down");
    }
    attributes.add(integer("count_include_pad", 1));
    return n.result("AveragePool", n.all(), attributes.toArray(AttributeProto[]::new));
  }
}
