package org.tag2mask.exporter.onnx;

import java.util.List;
import org.tag2mask.models.network.ImageInput;
import org.tag2mask.models.network.ImageInput.ChannelOrder;

/**
 * The way from bytes to the network's input: layout, channel order, mean and deviation, padding.
 */
final class ImageLowering {
  private static final int ROWS = 2;
  private static final int COLUMNS = 3;

  private final GraphWriter writer;
  private final ImageInput input;
  private final int multiple;
  private final ElementType compute;

  ImageLowering(GraphWriter writer, ImageInput input, int multiple, ElementType compute) {
    this.writer = writer;
    this.input = input;
    this.multiple = multiple;
    this.compute = compute;
  }

  /** uint8 {@code [N,H,W,3]} to uint8 {@code [N,3,H,W]}. */
  String planes(String image) {
    return writer.node(
        "Transpose", image + "/planes", List.of(image), Attributes.integers("perm", 0, 3, 1, 2));
  }

  /** uint8 {@code [N,3,H,W]} mirrored left to right. */
  String mirrored(String prefix, String planes) {
    return writer.node(
        "Slice",
        prefix + "image/mirrored",
        List.of(
            planes,
            writer.longs(-1),
            writer.longs(Long.MIN_VALUE),
            writer.longs(COLUMNS),
            writer.longs(-1)));
  }

  /**
   * uint8 {@code [N,3,H,W]} to what the network takes: {@code (x - mean) / deviation} in its
   * channel order, then zeros at the right and below up to the multiple the network needs.
   */
  TypedValue normalised(String prefix, String planes) {
    String path = prefix + "image/";
    String ordered = planes;
    if (input.order() == ChannelOrder.BGR) {
      ordered =
          writer.node(
              "Slice",
              path + "bgr",
              List.of(
                  planes,
                  writer.longs(-1),
                  writer.longs(Long.MIN_VALUE),
                  writer.longs(1),
                  writer.longs(-1)));
    }
    String real =
        writer.node(
            "Cast",
            path + "float",
            List.of(ordered),
            Attributes.integer("to", ElementType.FLOAT.code()));
    long[] perChannel = {3, 1, 1};
    String mean = writer.floats("image.mean", ElementType.FLOAT, perChannel, input::mean);
    String centred = writer.node("Sub", path + "centred", List.of(real, mean));
    String deviation =
        writer.floats("image.deviation", ElementType.FLOAT, perChannel, input::deviation);
    String scaled = writer.node("Div", path + "scaled", List.of(centred, deviation));
    TypedValue padded = new TypedValue(padded(path, scaled), ElementType.FLOAT);
    if (compute == ElementType.FLOAT) {
      return padded;
    }
    String narrow =
        writer.node(
            "Cast",
            path + "float16",
            List.of(padded.name()),
            Attributes.integer("to", compute.code()));
    return new TypedValue(narrow, compute);
  }

  private String padded(String path, String x) {
    if (multiple == 1) {
      return x;
    }
    String size = size(path + "size", x);
    // ONNX's integer Mod has the sign of its divisor: -size mod multiple is what is missing
    String negative = writer.node("Neg", path + "size/negative", List.of(size));
    String missing =
        writer.node("Mod", path + "missing", List.of(negative, writer.longs(multiple, multiple)));
    // before: image, channel, row, column; after: image, channel, then row and column
    String zeros =
        writer.node(
            "Concat",
            path + "zeros",
            List.of(writer.longs(new long[6]), missing),
            Attributes.integer("axis", 0));
    return writer.node(
        "Pad",
        path + "padded",
        List.of(x, zeros, writer.scalar(0, ElementType.FLOAT)),
        Attributes.text("mode", "constant"));
  }

  /** Rows and columns {@code [2]} of a value {@code [N,C,H,W]}, as whole numbers. */
  String size(String name, String x) {
    return writer.node(
        "Shape",
        name,
        List.of(x),
        Attributes.integer("start", ROWS),
        Attributes.integer("end", COLUMNS + 1));
  }
}
