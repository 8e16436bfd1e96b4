package org.tag2mask.exporter.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tag2mask.models.graph.Dim;
import org.tag2mask.models.graph.Padding;
import org.tag2mask.models.graph.Shape;

/** Finds the numbers behind a padding rule that depends on the size of its input. */
final class SamePadding {
  /** Image sizes tried: more than any product of strides, so that every remainder is met. */
  private static final int PROBES = 256;

  private SamePadding() {}

  /**
   * The zeros around a map, where they are the same for every image.
   *
   * @param padding the rule
   * @param map shape {@code [N,C,h,w]} of the input
   * @param window size of the window with its dilation
   * @param stride step of the window
   * @param imageStride image sizes are multiples of it
   * @return {top, left, bottom, right}, or empty when they depend on the image's size
   */
  static Optional<long[]> fixed(
      Padding padding, Shape map, int window, int stride, int imageStride) {
    long[] first = null;
    for (int i = 1; i <= PROBES; i++) {
      long side = (long) i * imageStride;
      long[] size = map.at(Dim.symbols(1, side, side, side, side));
      if (size[2] < 1 || size[3] < 1) {
        continue; // an image too small for the network says nothing
      }
      long[] rows = padding.at(true, size[2], window, stride);
      long[] columns = padding.at(false, size[3], window, stride);
      long[] zeros = {rows[0], columns[0], rows[1], columns[1]};
      if (first == null) {
        first = zeros;
      } else if (!Arrays.equals(first, zeros)) {
        return Optional.empty();
      }
    }
    return Optional.ofNullable(first);
  }

  /**
   * A map with the zeros of SAME around it, counted while the file runs. ({@code auto_pad} would
   * say the same, but ONNX Runtime refuses it for dilated windows.)
   *
   * @param n the convolution
   * @param window size of the window with its dilation
   * @param stride step of the window
   * @return the padded map, for a convolution without padding
   */
  static String counted(NodeContext n, int window, int stride) {
    String size =
        n.step(
            "Shape",
            "same/size",
            List.of(n.in(0)),
            Attributes.integer("start", 2),
            Attributes.integer("end", 4));
    // total = max(0, (ceil(size/stride) - 1)·stride + window - size), with ceil(s/t) - 1 = (s-1)/t
    String less = n.step("Sub", "same/less", List.of(size, n.longs(1)));
    String steps = n.step("Div", "same/steps", List.of(less, n.longs(stride)));
    String walked = n.step("Mul", "same/walked", List.of(steps, n.longs(stride)));
    String reach = n.step("Add", "same/reach", List.of(walked, n.longs(window)));
    String missing = n.step("Sub", "same/missing", List.of(reach, size));
    String total = n.step("Max", "same/total", List.of(missing, n.longs(0)));
    String before = n.step("Div", "same/before", List.of(total, n.longs(2)));
    String after = n.step("Sub", "same/after", List.of(total, before));
    String none = n.longs(0, 0);
    String zeros =
        n.step(
            "Concat",
            "same/zeros",
            List.of(none, before, none, after),
            Attributes.integer("axis", 0));
    return n.step(
        "Pad",
        "same/padded",
        List.of(n.in(0), zeros, n.scalar(0, n.compute())),
        Attributes.text("mode", "constant"));
  }
}
