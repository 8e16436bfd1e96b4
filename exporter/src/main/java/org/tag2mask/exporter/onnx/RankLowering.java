package org.tag2mask.exporter.onnx;

import static org.tag2mask.exporter.onnx.Attributes.integer;
import static org.tag2mask.exporter.onnx.ElementType.FLOAT;

import java.util.List;
import org.tag2mask.models.graph.Op;

/** Pooling by rank: all values of the last axis sorted, weighted and averaged, in float32. */
final class RankLowering {
  private RankLowering() {}

  static TypedValue rankMean(Op.RankMean op, NodeContext n) {
    String x = n.in(0, FLOAT);
    String count = n.step("Shape", "count", List.of(x), integer("start", -1));
    String sorted = n.pair("TopK", "sorted", List.of(x, count), integer("axis", -1)).get(0);
    String weights = weights(op, n, count);
    String product = n.step("Mul", "weighted", List.of(sorted, weights));
    String sum = total(n, "sum", product);
    return n.result("Div", FLOAT, List.of(sum, total(n, "weights/sum", weights)));
  }

  /** {@code decay^rank} for all ranks. */
  private static String weights(Op.RankMean op, NodeContext n, String count) {
    String size = n.step("Squeeze", "count/scalar", List.of(count, n.longs(0)));
    List<String> limits = List.of(n.wholeScalar(0), size, n.wholeScalar(1));
    String ranks =
        n.step(
            "Cast",
            "ranks/float",
            List.of(n.step("Range", "ranks", limits)),
            integer("to", FLOAT.code()));
    return n.step("Pow", "weights", List.of(n.scalar(op.decay(), FLOAT), ranks));
  }

  private static String total(NodeContext n, String suffix, String values) {
    return n.step("ReduceSum", suffix, List.of(values, n.longs(-1)), integer("keepdims", 0));
  }
}
