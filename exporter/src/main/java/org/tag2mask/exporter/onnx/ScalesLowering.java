package org.tag2mask.exporter.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tag2mask.runtime.contract.ScalesInside;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;

/**
 * A classifier at several scales, with or without mirror images, merged inside the file to one map
 * on a grid of 4×4 pixels: the same as the runtime's merge of a plain file with cells placed by the
 * stride. Sizes and positions are computed in double precision, as the runtime does.
 */
final class ScalesLowering {
  /** Pixels a cell of the merged map covers. */
  static final int GRID = 4;

  private static final ElementType EXACT = ElementType.DOUBLE;

  private final GraphWriter writer;
  private final ImageLowering image;
  private final int stride;
  private final ScalesInside scales;
  private final Function<String, NetworkLowering> passes;

  /** Lengths along one axis while the graph runs, as scalars by value name. */
  private record Axis(String side, String scaled, String cells) {}

  /**
   * A merge.
   *
   * @param writer where nodes go
   * @param image the way from bytes to the network's input
   * @param stride pixels a cell of the network's map covers
   * @param scales what to run
   * @param passes makes a pass of the network for a prefix of names
   */
  ScalesLowering(
      GraphWriter writer,
      ImageLowering image,
      int stride,
      ScalesInside scales,
      Function<String, NetworkLowering> passes) {
    this.writer = writer;
    this.image = image;
    this.stride = stride;
    this.scales = scales;
    this.passes = passes;
  }

  /** Adds all passes and their merge; gives the outputs {@code cam} and {@code score}. */
  void toOutputs(String input) {
    String planes = image.planes(input);
    String size = image.size("image/size", planes);
    List<String> cams = new ArrayList<>();
    List<String> scores = new ArrayList<>();
    for (double scale : scales.scales()) {
      String prefix = "scale" + scale + "/";
      String scaled = scaled(prefix, planes, size, scale);
      String batch = scaled;
      if (flips()) {
        batch =
            node(
                "Concat",
                prefix + "image/pair",
                List.of(scaled, image.mirrored(prefix, scaled)),
                0);
      }
      Map<String, String> outputs = passes.apply(prefix).toValues(image.normalised(prefix, batch));
      cams.add(merged(prefix, outputs.get("cam"), size, image.size(prefix + "size", scaled)));
      scores.add(score(prefix, outputs.get("score")));
    }
    writer.nodeTo("cam", "Sum", "merge/cam", cams);
    writer.nodeTo("score", "Mean", "merge/score", scores);
  }

  private boolean flips() {
    return scales.flip() != FlipMerge.NONE;
  }

  /** The image at {@code round(size·scale)}, half to even, at least 1, by Pillow's bicubic. */
  private String scaled(String prefix, String planes, String size, double scale) {
    if (scale == 1) {
      return planes;
    }
    String exact = cast(prefix + "size/exact", size, EXACT);
    String product = writer.node("Mul", prefix + "size/product", List.of(exact, real(scale)));
    String round = writer.node("Round", prefix + "size/round", List.of(product));
    String most = writer.node("Max", prefix + "size/at_least_1", List.of(round, real(1)));
    String target = cast(prefix + "size/target", most, ElementType.INT64);
    return writer.node(
        "Resize",
        prefix + "image/resized",
        List.of(planes, "", "", target),
        Attributes.integer("antialias", 1),
        Attributes.integers("axes", 2, 3),
        Attributes.text("coordinate_transformation_mode", "half_pixel"),
        Attributes.real("cubic_coeff_a", -0.5),
        Attributes.integer("exclude_outside", 1),
        Attributes.text("mode", "cubic"));
  }

  /** The maps of one scale on the common grid, the mirrored twins merged in. */
  private String merged(String prefix, String cam, String size, String scaledSize) {
    String cells = image.size(prefix + "cam/size", cam);
    Axis rows = axis(prefix + "rows/", size, scaledSize, cells, 0);
    Axis columns = axis(prefix + "columns/", size, scaledSize, cells, 1);
    String rowAt = positions(prefix + "rows/", rows);
    String columnAt = positions(prefix + "columns/", columns);
    String rowMatrix = weights(prefix + "rows/", rowAt, rows);
    String columnMatrix =
        transposed(prefix + "columns/", weights(prefix + "columns/", columnAt, columns));
    if (!flips()) {
      return resampled(prefix + "cam/", cam, rowMatrix, columnMatrix);
    }
    // Where a sample lies in the map of the mirror image: the far edge of the image is
    // scaled/stride cells from its start, so position u becomes scaled/stride - 1 - u.
    String path = prefix + "mirrored/";
    String edge = writer.node("Div", path + "edge", List.of(columns.scaled(), real(stride)));
    String last = writer.node("Sub", path + "last", List.of(edge, real(1)));
    String mirroredAt = writer.node("Sub", path + "position", List.of(last, columnAt));
    String mirroredMatrix = transposed(path, weights(path, mirroredAt, columns));
    List<String> pair =
        writer.pair(
            "Split",
            prefix + "cam/pair",
            List.of(cam),
            Attributes.integer("axis", 0),
            Attributes.integer("num_outputs", 2));
    return flipMerged(
        prefix,
        resampled(prefix + "cam/", pair.get(0), rowMatrix, columnMatrix),
        resampled(path, pair.get(1), rowMatrix, mirroredMatrix));
  }

  private String flipMerged(String prefix, String map, String twin) {
    String name = prefix + "flip";
    return switch (scales.flip()) {
      case MAX -> writer.node("Max", name, List.of(map, twin));
      case MEAN -> writer.node("Mean", name, List.of(map, twin));
      default -> writer.node("Add", name, List.of(map, twin));
    };
  }

  private Axis axis(String path, String size, String scaledSize, String cells, int index) {
    return new Axis(
        length(path + "side", size, index),
        length(path + "scaled", scaledSize, index),
        length(path + "cells", cells, index));
  }

  private String length(String name, String size, int index) {
    String one = node("Gather", name + "/whole", List.of(size, writer.wholeScalar(index)), 0);
    return cast(name, one, EXACT);
  }

  /**
   * Cell positions of the grid's samples: {@code (i+½)/cell - ½, cell = stride·side/scaled/GRID}.
   */
  private String positions(String path, Axis axis) {
    String product = writer.node("Mul", path + "stretched", List.of(axis.side(), real(stride)));
    String ratio = writer.node("Div", path + "ratio", List.of(product, axis.scaled()));
    String cell = writer.node("Div", path + "cell", List.of(ratio, real(GRID)));
    String grown = writer.node("Add", path + "grown", List.of(axis.side(), real(GRID - 1)));
    String quotient = writer.node("Div", path + "quotient", List.of(grown, real(GRID)));
    String length = writer.node("Floor", path + "length", List.of(quotient));
    String samples = writer.node("Range", path + "samples", List.of(real(0), length, real(1)));
    String centres = writer.node("Add", path + "centres", List.of(samples, real(0.5)));
    String read = writer.node("Div", path + "read", List.of(centres, cell));
    return writer.node("Sub", path + "position", List.of(read, real(0.5)));
  }

  /** Bilinear weights {@code [samples, cells] = max(0, 1 - |position - cell|)}, border repeated. */
  private String weights(String path, String positions, Axis axis) {
    String last = writer.node("Sub", path + "last_cell", List.of(axis.cells(), real(1)));
    String low = writer.node("Max", path + "low", List.of(positions, real(0)));
    String inside = writer.node("Min", path + "inside", List.of(low, last));
    String column = writer.node("Unsqueeze", path + "column", List.of(inside, writer.longs(1)));
    String cells =
        writer.node("Range", path + "cell_numbers", List.of(real(0), axis.cells(), real(1)));
    String row = writer.node("Unsqueeze", path + "row", List.of(cells, writer.longs(0)));
    String difference = writer.node("Sub", path + "difference", List.of(column, row));
    String distance = writer.node("Abs", path + "distance", List.of(difference));
    String near = writer.node("Sub", path + "near", List.of(real(1), distance));
    String clipped = writer.node("Max", path + "clipped", List.of(near, real(0)));
    return cast(path + "weights", clipped, ElementType.FLOAT);
  }

  private String transposed(String path, String matrix) {
    return writer.node(
        "Transpose", path + "transposed", List.of(matrix), Attributes.integers("perm", 1, 0));
  }

  private String resampled(String path, String map, String rows, String columns) {
    String wide = writer.node("MatMul", path + "wide", List.of(map, columns));
    return writer.node("MatMul", path + "resampled", List.of(rows, wide));
  }

  private String score(String prefix, String score) {
    if (!flips()) {
      return score;
    }
    List<String> pair =
        writer.pair(
            "Split",
            prefix + "score/pair",
            List.of(score),
            Attributes.integer("axis", 0),
            Attributes.integer("num_outputs", 2));
    return writer.node("Mean", prefix + "score/mean", pair);
  }

  private String node(String operator, String name, List<String> inputs, int axis) {
    return writer.node(operator, name, inputs, Attributes.integer("axis", axis));
  }

  private String cast(String name, String x, ElementType type) {
    return writer.node("Cast", name, List.of(x), Attributes.integer("to", type.code()));
  }

  private String real(double value) {
    return writer.scalar(value, EXACT);
  }
}
