package org.tag2mask.exporter.check;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tag2mask.exporter.ExportException;
import org.tag2mask.exporter.ExportOptions.MapSize;
import org.tag2mask.exporter.ExportedModel;
import org.tag2mask.exporter.ReferenceForward;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.runtime.cam.MapSum;
import org.tag2mask.runtime.contract.Preprocessing;
import org.tag2mask.runtime.contract.ScalesInside;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;
import org.tag2mask.runtime.image.MapResize;
import org.tag2mask.runtime.image.MapResize.Axis;
import org.tag2mask.runtime.image.Resampling;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.CamMerge;
import org.tag2mask.runtime.recipe.Grid;

/**
 * What a file should say about images: preprocessing, scales and merge by the runtime's own code,
 * the network by a {@link ReferenceForward}.
 */
final class ExpectedOutputs {
  private final ExportedModel model;
  private final Network network;
  private final ReferenceForward reference;

  ExpectedOutputs(ExportedModel model, ReferenceForward reference) {
    this.model = model;
    this.network = model.network();
    this.reference = reference;
  }

  /** The published outputs for images of one size, with their partners for files of pairs. */
  Map<String, Tensor> of(List<List<RgbImage>> inputs) {
    if (!model.options().scales().plain()) {
      return merged(inputs.get(0));
    }
    Map<String, Tensor> plain = plain(inputs);
    if (model.options().maps() == MapSize.PIXELS) {
      RgbImage first = inputs.get(0).get(0);
      plain.replaceAll((name, map) -> atPixels(map, first.width(), first.height()));
    }
    return plain;
  }

  /** Cells lie on the padded image, whose overhang is cut off. */
  private Tensor atPixels(Tensor map, int width, int height) {
    int planes = map.shape()[0] * map.shape()[1];
    int h = map.shape()[2];
    int w = map.shape()[3];
    Axis rows = Axis.cells(network.stride(), height);
    Axis columns = Axis.cells(network.stride(), width);
    float[] out = new float[planes * height * width];
    for (int p = 0; p < planes; p++) {
      MapResize.resample(map.values(), p * h * w, h, w, rows, columns, out, p * height * width);
    }
    return new Tensor(new int[] {map.shape()[0], map.shape()[1], height, width}, out);
  }

  private Map<String, Tensor> plain(List<List<RgbImage>> inputs) {
    Map<String, Tensor> prepared = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      prepared.put(Op.Source.values()[i].input(), prepared(inputs.get(i)));
    }
    Map<String, Tensor> all = reference.forward(network, model.parameters(), prepared);
    Map<String, Tensor> published = new LinkedHashMap<>();
    for (String name : network.published()) {
      Tensor tensor = all.get(name);
      if (tensor == null) {
        throw new ExportException(
            "the reference computed " + all.keySet() + ", but '" + name + "' is published");
      }
      published.put(name, cropped(tensor, inputs.get(0).get(0)));
    }
    return published;
  }

  /** A map without the cells that only show padding. */
  private Tensor cropped(Tensor tensor, RgbImage image) {
    int[] shape = tensor.shape();
    if (network.multiple() == network.stride() || shape.length != 4) {
      return tensor;
    }
    int stride = network.stride();
    int rows = (image.height() + stride - 1) / stride;
    int columns = (image.width() + stride - 1) / stride;
    float[] values = new float[shape[0] * shape[1] * rows * columns];
    for (int row = 0; row < shape[0] * shape[1] * rows; row++) {
      int from = (row / rows * shape[2] + row % rows) * shape[3];
      System.arraycopy(tensor.values(), from, values, row * columns, columns);
    }
    return new Tensor(new int[] {shape[0], shape[1], rows, columns}, values);
  }

  /** Normalised, then zeros at the right and below up to the multiple the network needs. */
  private Tensor prepared(List<RgbImage> images) {
    int width = images.get(0).width();
    int height = images.get(0).height();
    int multiple = network.multiple();
    int paddedWidth = (width + multiple - 1) / multiple * multiple;
    int paddedHeight = (height + multiple - 1) / multiple * multiple;
    float[] padded = new float[images.size() * 3 * paddedHeight * paddedWidth];
    float[] plain = new float[3 * height * width];
    Preprocessing preprocessing = model.contract().preprocessing();
    for (int i = 0; i < images.size(); i++) {
      preprocessing.apply(images.get(i), FloatBuffer.wrap(plain));
      for (int row = 0; row < 3 * height; row++) {
        int plane = i * 3 + row / height;
        int to = (plane * paddedHeight + row % height) * paddedWidth;
        System.arraycopy(plain, row * width, padded, to, width);
      }
    }
    return new Tensor(new int[] {images.size(), 3, paddedHeight, paddedWidth}, padded);
  }

  private Map<String, Tensor> merged(List<RgbImage> images) {
    List<Tensor> cams = new ArrayList<>();
    List<Tensor> scores = new ArrayList<>();
    for (RgbImage image : images) {
      Map<String, Tensor> one = merged(image);
      cams.add(one.get("cam"));
      scores.add(one.get("score"));
    }
    return Map.of("cam", stacked(cams), "score", stacked(scores));
  }

  private Map<String, Tensor> merged(RgbImage image) {
    ScalesInside scales = model.options().scales();
    int classes = network.spec().classes();
    MapSum sum =
        new MapSum(
            CamMerge.of(1.0).withFlip(scales.flip()).withGrid(Grid.QUARTER),
            network.stride(),
            image.width(),
            image.height(),
            IntStream.range(0, classes).toArray());
    boolean flips = scales.flip() != FlipMerge.NONE;
    float[] score = new float[classes];
    for (double scale : scales.scales()) {
      RgbImage scaled = image.scaled(scale, Resampling.BICUBIC);
      Map<String, Tensor> outputs =
          plain(List.of(flips ? List.of(scaled, scaled.flipped()) : List.of(scaled)));
      Tensor cam = outputs.get("cam");
      int h = cam.shape()[2];
      int w = cam.shape()[3];
      float[] mirrored = flips ? part(cam.values(), classes * h * w) : null;
      sum.add(cam.values(), mirrored, h, w, scaled.width(), scaled.height());
      float[] values = outputs.get("score").values();
      for (int i = 0; i < values.length; i++) {
        score[i % classes] += values[i] / (values.length / classes) / scales.scales().size();
      }
    }
    int gridHeight = Grid.QUARTER.length(image.height());
    int gridWidth = Grid.QUARTER.length(image.width());
    return Map.of(
        "cam", new Tensor(new int[] {1, classes, gridHeight, gridWidth}, sum.sum()),
        "score", new Tensor(new int[] {1, classes}, score));
  }

  private static float[] part(float[] pair, int from) {
    return java.util.Arrays.copyOfRange(pair, from, 2 * from);
  }

  private static Tensor stacked(List<Tensor> tensors) {
    int each = tensors.get(0).values().length;
    float[] values = new float[each * tensors.size()];
    for (int i = 0; i < tensors.size(); i++) {
      System.arraycopy(tensors.get(i).values(), 0, values, i * each, each);
    }
    int[] shape = tensors.get(0).shape().clone();
    shape[0] = tensors.size();
    return new Tensor(shape, values);
  }
}
