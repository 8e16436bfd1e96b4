package org.tag2mask.exporter.onnx;

import static org.tag2mask.exporter.onnx.Attributes.integer;
import static org.tag2mask.exporter.onnx.Attributes.integers;
import static org.tag2mask.exporter.onnx.Attributes.real;
import static org.tag2mask.exporter.onnx.ElementType.FLOAT;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.OpVisitor;
import org.tag2mask.models.params.Tensor;

/**
 * What each operation is in ONNX, opset 18. In float16 files the operations that sum many values or
 * exponentiate (norm statistics, means, sums, softmax) compute in float32.
 */
final class NodeLowering implements OpVisitor<NodeContext, TypedValue> {
  private final Map<Op.Source, TypedValue> images;

  NodeLowering(Map<Op.Source, TypedValue> images) {
    this.images = images;
  }

  @Override
  public TypedValue input(Op.Input op, NodeContext n) {
    return images.get(op.source());
  }

  @Override
  public TypedValue conv(Op.Conv op, NodeContext n) {
    return WindowLowering.conv(op, n);
  }

  @Override
  public TypedValue batchNorm(Op.BatchNorm op, NodeContext n) {
    return NormLowering.batchNorm(op, n);
  }

  @Override
  public TypedValue groupNorm(Op.GroupNorm op, NodeContext n) {
    return NormLowering.groupNorm(op, n);
  }

  @Override
  public TypedValue layerNorm(Op.LayerNorm op, NodeContext n) {
    return NormLowering.layerNorm(op, n);
  }

  @Override
  public TypedValue activation(Op.Activation op, NodeContext n) {
    return switch (op.function()) {
      case RELU -> n.result("Relu", n.all());
      case RELU6 ->
          n.result("Clip", List.of(n.in(0), n.scalar(0, n.compute()), n.scalar(6, n.compute())));
      case ELU -> n.result("Elu", n.all(), real("alpha", 1));
      case GELU -> gelu(n);
      case SIGMOID -> n.result("Sigmoid", n.all());
      case SOFTPLUS -> n.result("Softplus", FLOAT, List.of(n.in(0, FLOAT)));
      case SQRT -> n.result("Sqrt", n.all());
      case EXP -> n.result("Exp", FLOAT, List.of(n.in(0, FLOAT)));
      case ABS -> n.result("Abs", n.all());
    };
  }

  private static TypedValue gelu(NodeContext n) {
    // Gelu itself came with opset 20; ONNX Runtime knows this pattern and fuses it.
    ElementType type = n.compute();
    String x = n.in(0);
    String scaled = n.step("Div", "scale", List.of(x, n.scalar(Math.sqrt(2), type)));
    String erf = n.step("Erf", "erf", List.of(scaled));
    String shifted = n.step("Add", "shift", List.of(erf, n.scalar(1, type)));
    String product = n.step("Mul", "gate", List.of(x, shifted));
    return n.result("Mul", List.of(product, n.scalar(0.5, type)));
  }

  @Override
  public TypedValue affine(Op.Affine op, NodeContext n) {
    boolean scales = op.factor() != 1;
    boolean shifts = op.offset() != 0;
    String x = n.in(0);
    if (!scales && !shifts) {
      return n.result("Identity", List.of(x));
    }
    if (!shifts) {
      return n.result("Mul", List.of(x, n.scalar(op.factor(), n.compute())));
    }
    String offset = n.scalar(op.offset(), n.compute());
    if (!scales) {
      return n.result("Add", List.of(x, offset));
    }
    String product = n.step("Mul", "scale", List.of(x, n.scalar(op.factor(), n.compute())));
    return n.result("Add", List.of(product, offset));
  }

  @Override
  public TypedValue softmax(Op.Softmax op, NodeContext n) {
    return n.result("Softmax", FLOAT, List.of(n.in(0, FLOAT)), integer("axis", op.axis()));
  }

  @Override
  public TypedValue pool(Op.Pool op, NodeContext n) {
    return WindowLowering.pool(op, n);
  }

  @Override
  public TypedValue globalPool(Op.GlobalPool op, NodeContext n) {
    boolean max = op.kind() == Op.Pooling.MAX;
    ElementType type = max ? n.compute() : FLOAT;
    String operator = max ? "GlobalMaxPool" : "GlobalAveragePool";
    String pooled = n.step(operator, "pool", List.of(n.in(0, type)));
    return n.result("Flatten", type, List.of(pooled), integer("axis", 1));
  }

  @Override
  public TypedValue pyramidPool(Op.PyramidPool op, NodeContext n) {
    return PyramidLowering.lower(op, n);
  }

  @Override
  public TypedValue keepLargest(Op.KeepLargest op, NodeContext n) {
    List<String> axis = List.of(n.in(0), n.longs(op.axis()));
    String largest = n.step("ReduceMax", "largest", axis, integer("keepdims", 1));
    String kept = n.step("GreaterOrEqual", "kept", List.of(n.in(0), largest));
    return n.result("Where", List.of(kept, n.in(0), n.scalar(0, n.compute())));
  }

  @Override
  public TypedValue dense(Op.Dense op, NodeContext n) {
    ElementType type = n.compute();
    if (n.shape(0).rank() == 2) {
      List<String> inputs = new ArrayList<>(List.of(n.in(0), n.parameter(0, type)));
      if (op.bias()) {
        inputs.add(n.parameter(1, type));
      }
      return n.result("Gemm", inputs, integer("transB", 1));
    }
    String weight = n.node().parameters().get(0);
    int[] shape = n.shape(weight);
    String matrix =
        n.stored(
            weight + ".transposed",
            type,
            new int[] {shape[1], shape[0]},
            () -> transposed(n.tensor(0)));
    if (!op.bias()) {
      return n.result("MatMul", List.of(n.in(0), matrix));
    }
    String product = n.step("MatMul", "product", List.of(n.in(0), matrix));
    return n.result("Add", List.of(product, n.parameter(1, type)));
  }

  private static float[] transposed(Tensor weight) {
    int rows = weight.shape()[0];
    int columns = weight.shape()[1];
    float[] values = new float[weight.values().length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        values[c * rows + r] = weight.values()[r * columns + c];
      }
    }
    return values;
  }

  @Override
  public TypedValue matMul(Op.MatMul op, NodeContext n) {
    // An affinity that nothing scales before its softmax may leave the range of float16, and what
    // rounding it loses is a factor after the exponential.
    ElementType type = n.lowering().feedsSoftmax(n.index()) ? FLOAT : n.compute();
    return n.result("MatMul", type, List.of(n.in(0, type), n.in(1, type)));
  }

  @Override
  public TypedValue binary(Op.Binary op, NodeContext n) {
    String operator =
        switch (op.kind()) {
          case ADD -> "Add";
          case SUB -> "Sub";
          case MUL -> "Mul";
          case DIV -> "Div";
          case MAX -> "Max";
        };
    return n.result(operator, n.all());
  }

  @Override
  public TypedValue concat(Op.Concat op, NodeContext n) {
    return n.result("Concat", n.all(), integer("axis", op.axis()));
  }

  @Override
  public TypedValue slice(Op.Slice op, NodeContext n) {
    long to = op.to() == Op.Slice.END ? Long.MAX_VALUE : op.to();
    return n.result("Slice", List.of(n.in(0), n.longs(op.from()), n.longs(to), n.longs(op.axis())));
  }

  @Override
  public TypedValue reshape(Op.Reshape op, NodeContext n) {
    long[] sizes = op.sizes().stream().mapToLong(Integer::longValue).toArray();
    return n.result("Reshape", List.of(n.in(0), n.longs(sizes)));
  }

  @Override
  public TypedValue transpose(Op.Transpose op, NodeContext n) {
    long[] axes = op.axes().stream().mapToLong(Integer::longValue).toArray();
    return n.result("Transpose", n.all(), integers("perm", axes));
  }

  @Override
  public TypedValue reduce(Op.Reduce op, NodeContext n) {
    ElementType type = op.kind() == Op.Reduction.MAX ? n.compute() : FLOAT;
    String operator =
        switch (op.kind()) {
          case MEAN -> "ReduceMean";
          case SUM -> "ReduceSum";
          case MAX -> "ReduceMax";
          case NORM -> "ReduceL2";
        };
    return n.result(
        operator,
        type,
        List.of(n.in(0, type), n.longs(op.axis())),
        integer("keepdims", op.keep() ? 1 : 0));
  }

  @Override
  public TypedValue rankMean(Op.RankMean op, NodeContext n) {
    return RankLowering.rankMean(op, n);
  }

  @Override
  public TypedValue resizeLike(Op.ResizeLike op, NodeContext n) {
    return ResizeLowering.linear(op, n);
  }

  @Override
  public TypedValue cubicLike(Op.CubicLike op, NodeContext n) {
    return ResizeLowering.cubic(op, n);
  }

  @Override
  public TypedValue dropout(Op.Dropout op, NodeContext n) {
    return n.same(0);
  }

  @Override
  public TypedValue detach(Op.Detach op, NodeContext n) {
    return n.same(0);
  }

  @Override
  public TypedValue groupRoll(Op.GroupRoll op, NodeContext n) {
    String x = n.in(0);
    String all = n.step("Shape", "shape", List.of(x));
    String rest = n.step("Shape", "rest", List.of(x), integer("start", 1));
    String sizes =
        n.step("Concat", "sizes", List.of(n.longs(-1, op.size()), rest), integer("axis", 0));
    String groups = n.step("Reshape", "groups", List.of(x, sizes));
    String axis = n.longs(1);
    String by = n.longs(op.by());
    String first = n.step("Slice", "first", List.of(groups, n.longs(0), by, axis));
    String last = n.step("Slice", "last", List.of(groups, by, n.longs(Long.MAX_VALUE), axis));
    String rolled = n.step("Concat", "rolled", List.of(last, first), integer("axis", 1));
    return n.result("Reshape", List.of(rolled, all));
  }

  @Override
  public TypedValue weight(Op.Weight op, NodeContext n) {
    return new TypedValue(n.parameter(0, n.compute()), n.compute());
  }

  @Override
  public TypedValue expand(Op.Expand op, NodeContext n) {
    long[] ones = new long[n.shape(0).rank() - 1];
    Arrays.fill(ones, 1);
    String batch = n.step("Shape", "batch", List.of(n.same(1).name()), range(0, 1));
    String sizes = n.step("Concat", "sizes", List.of(batch, n.longs(ones)), integer("axis", 0));
    return n.result("Expand", List.of(n.in(0), sizes));
  }

  @Override
  public TypedValue mapLike(Op.MapLike op, NodeContext n) {
    String map = n.step("Shape", "map", List.of(n.same(1).name()), range(2, 4));
    String sizes = n.step("Concat", "sizes", List.of(n.longs(0, 0), map), integer("axis", 0));
    return n.result("Reshape", List.of(n.in(0), sizes));
  }

  private static AttributeProto[] range(int start, int end) {
    return new AttributeProto[] {integer("start", start), integer("end", end)};
  }
}
