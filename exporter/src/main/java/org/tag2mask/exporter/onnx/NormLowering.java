package org.tag2mask.exporter.onnx;

import static org.tag2mask.exporter.onnx.Attributes.integer;
import static org.tag2mask.exporter.onnx.Attributes.real;
import static org.tag2mask.exporter.onnx.ElementType.FLOAT;

import java.util.Arrays;
import java.util.List;
import org.tag2mask.models.graph.Op;

/** Normalisation layers as they are at inference. */
final class NormLowering {
  private NormLowering() {}

  static TypedValue batchNorm(Op.BatchNorm op, NodeContext n) {
    if (n.lowering().folding().isFolded(n.index())) {
      return n.same(0);
    }
    NormFolding.Affine affine =
        NormFolding.Affine.of(op, n.node().parameters(), n.lowering().parameters());
    String factor = n.perChannel(n.node().name() + ".factor", n.compute(), narrow(affine.factor()));
    String offset = n.perChannel(n.node().name() + ".offset", n.compute(), narrow(affine.offset()));
    return n.result("Add", List.of(n.step("Mul", "scale", List.of(n.in(0), factor)), offset));
  }

  private static float[] narrow(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }

  /**
   * Groups normalised as instances: the GroupNormalization of opset 18 has one scale a group, not a
   * channel.
   */
  static TypedValue groupNorm(Op.GroupNorm op, NodeContext n) {
    float[] ones = new float[op.groups()];
    Arrays.fill(ones, 1);
    int[] groups = {op.groups()};
    String x = n.in(0, FLOAT);
    String grouped = n.step("Reshape", "groups", List.of(x, n.longs(0, op.groups(), -1)));
    String normal =
        n.step(
            "InstanceNormalization",
            "normalise",
            List.of(
                grouped,
                n.stored("constant/ones/" + op.groups(), FLOAT, groups, ones),
                n.stored("constant/zeros/" + op.groups(), FLOAT, groups, new float[op.groups()])),
            real("epsilon", op.epsilon()));
    String sizes = n.step("Shape", "sizes", List.of(x));
    String back = n.step("Reshape", "channels", List.of(normal, sizes));
    String scaled = n.step("Mul", "scale", List.of(back, perChannel(n, 0)));
    return n.result("Add", FLOAT, List.of(scaled, perChannel(n, 1)));
  }

  private static String perChannel(NodeContext n, int parameter) {
    return n.perChannel(n.node().parameters().get(parameter), FLOAT, n.tensor(parameter).values());
  }

  static TypedValue layerNorm(Op.LayerNorm op, NodeContext n) {
    return n.result(
        "LayerNormalization",
        FLOAT,
        List.of(n.in(0, FLOAT), n.parameter(0, FLOAT), n.parameter(1, FLOAT)),
        integer("axis", -1),
        real("epsilon", op.epsilon()));
  }
}
