package org.tag2mask.exporter.onnx;

import static org.tag2mask.exporter.onnx.Attributes.integer;
import static org.tag2mask.exporter.onnx.Attributes.real;
import static org.tag2mask.exporter.onnx.Attributes.text;
import static org.tag2mask.exporter.onnx.ElementType.FLOAT;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.List;
import org.tag2mask.models.graph.Op;

/** Maps resized to the rows and columns of another map. */
final class ResizeLowering {
  private ResizeLowering() {}

  static TypedValue linear(Op.ResizeLike op, NodeContext n) {
    boolean aligned = op.corners() == Op.Corners.ALIGNED;
    return n.result(
        "Resize",
        List.of(n.in(0), "", "", sizes(n)),
        text("coordinate_transformation_mode", aligned ? "align_corners" : "half_pixel"),
        text("mode", "linear"));
  }

  static TypedValue cubic(Op.CubicLike op, NodeContext n) {
    AttributeProto[] attributes = {
      text("coordinate_transformation_mode", "half_pixel"),
      real("cubic_coeff_a", -0.75),
      text("mode", "cubic")
    };
    List<String> inputs =
        op.scale() == Op.GridScale.SIZE
            ? List.of(n.in(0, FLOAT), "", "", sizes(n))
            : List.of(n.in(0, FLOAT), "", tenthMore(n));
    return n.result("Resize", FLOAT, inputs, attributes);
  }

  /** Batch and channels of input 0, rows and columns of input 1. */
  private static String sizes(NodeContext n) {
    String kept = n.step("Shape", "sizes/kept", List.of(n.same(0).name()), range(0, 2));
    String like = n.step("Shape", "sizes/like", List.of(n.same(1).name()), range(2, 4));
    return n.step("Concat", "sizes", List.of(kept, like), integer("axis", 0));
  }

  /**
   * Scales {@code (size + 0.1) / grid} along rows and columns, but 1 where the sizes are those of
   * the grid.
   */
  private static String tenthMore(NodeContext n) {
    int rows = n.shape(0).get(2).size();
    int columns = n.shape(0).get(3).size();
    String like = n.step("Shape", "sizes", List.of(n.same(1).name()), range(2, 4));
    String exact = n.step("Cast", "sizes/float", List.of(like), integer("to", FLOAT.code()));
    String more = n.step("Add", "sizes/more", List.of(exact, n.scalar(0.1f, FLOAT)));
    String grid = pair(n, "constant/grid/" + rows + "x" + columns, rows, columns);
    String scales = n.step("Div", "scales/other", List.of(more, grid));
    String difference = n.step("Sub", "sizes/difference", List.of(exact, grid));
    String distance = n.step("Abs", "sizes/distance", List.of(difference));
    String sum =
        n.step("ReduceSum", "sizes/apart", List.of(distance, n.longs(0)), integer("keepdims", 1));
    String differs = n.step("Greater", "sizes/differs", List.of(sum, n.scalar(0, FLOAT)));
    String ones = pair(n, "constant/grid/1x1", 1, 1);
    String chosen = n.step("Where", "scales/chosen", List.of(differs, scales, ones));
    return n.step("Concat", "scales", List.of(ones, chosen), integer("axis", 0));
  }

  private static String pair(NodeContext n, String name, float rows, float columns) {
    return n.stored(name, FLOAT, new int[] {2}, new float[] {rows, columns});
  }

  private static AttributeProto[] range(int start, int end) {
    return new AttributeProto[] {integer("start", start), integer("end", end)};
  }
}
