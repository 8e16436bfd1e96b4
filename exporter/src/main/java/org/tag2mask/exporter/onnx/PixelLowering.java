package org.tag2mask.exporter.onnx;

import java.util.List;
import org.tag2mask.runtime.contract.ModelContract;

/**
 * A segmenter whose logits leave the file at the size of the image. The cells of a map cover the
 * padded image, so the map is resized over that and what lies beyond the image is cut off.
 */
final class PixelLowering {
  private static final String LOGITS = "logits";

  private PixelLowering() {}

  /** Lowers the network and gives its output, whose name must be reserved. */
  static void toOutput(GraphWriter writer, ImageLowering image, NetworkLowering network) {
    String planes = image.planes(ModelContract.IMAGE_INPUT);
    TypedValue normalised = image.normalised("", planes);
    String logits = network.toValues(normalised).get(LOGITS);
    String kept =
        writer.node(
            "Shape",
            "pixels/channels",
            List.of(logits),
            Attributes.integer("start", 0),
            Attributes.integer("end", 2));
    String covered = image.size("pixels/covered", normalised.name());
    String sizes =
        writer.node(
            "Concat", "pixels/sizes", List.of(kept, covered), Attributes.integer("axis", 0));
    String resized =
        writer.node(
            "Resize",
            "pixels/resized",
            List.of(logits, "", "", sizes),
            Attributes.text("coordinate_transformation_mode", "half_pixel"),
            Attributes.text("mode", "linear"));
    writer.nodeTo(
        LOGITS,
        "Slice",
        "pixels/cropped",
        List.of(
            resized, writer.longs(0, 0), image.size("pixels/size", planes), writer.longs(2, 3)));
  }
}
