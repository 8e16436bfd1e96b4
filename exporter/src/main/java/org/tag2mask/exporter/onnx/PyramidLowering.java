package org.tag2mask.exporter.onnx;

import static org.tag2mask.exporter.onnx.Attributes.integer;
import static org.tag2mask.exporter.onnx.ElementType.FLOAT;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.List;
import org.tag2mask.models.graph.Op;

/**
 * Windows whose size follows that of the map, which no pooling operator of ONNX has: the map is cut
 * to whole windows, and their rows and columns become axes of their own.
 */
final class PyramidLowering {
  private PyramidLowering() {}

  static TypedValue lower(Op.PyramidPool op, NodeContext n) {
    String x = n.in(0);
    String size = n.step("Shape", "size", List.of(x), range(2, 4));
    String part = n.step("Div", "part", List.of(size, n.longs(op.divisions())));
    String window = n.step("Max", "window", List.of(part, n.longs(1)));
    String count = n.step("Div", "count", List.of(size, window));
    String covered = n.step("Mul", "covered", List.of(count, window));
    String whole = n.step("Slice", "whole", List.of(x, n.longs(0, 0), covered, n.longs(2, 3)));
    String columns = n.step("Unsqueeze", "count/column", List.of(count, n.longs(1)));
    String lengths = n.step("Unsqueeze", "window/column", List.of(window, n.longs(1)));
    String pairs = n.step("Concat", "pairs", List.of(columns, lengths), integer("axis", 1));
    String four = n.step("Reshape", "axes", List.of(pairs, n.longs(4)));
    String sizes = n.step("Concat", "sizes", List.of(n.longs(0, 0), four), integer("axis", 0));
    String windows = n.step("Reshape", "windows", List.of(whole, sizes));
    String largest =
        n.step("ReduceMax", "largest", List.of(windows, n.longs(3, 5)), integer("keepdims", 0));
    String exact = n.step("Cast", "exact", List.of(largest), integer("to", FLOAT.code()));
    return n.result("ReduceMean", FLOAT, List.of(exact, n.longs(2, 3)), integer("keepdims", 0));
  }

  private static AttributeProto[] range(int start, int end) {
    return new AttributeProto[] {integer("start", start), integer("end", end)};
  }
}
