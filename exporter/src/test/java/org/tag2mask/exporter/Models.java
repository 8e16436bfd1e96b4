package org.tag2mask.exporter;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.Graph;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.ImageInput;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.runtime.contract.ClassNames;
import org.tag2mask.runtime.image.RgbImage;

/** Networks, parameters and descriptions for tests. */
final class Models {
  private static final Set<String> CLASS_LAYERS =
      Set.of("classifier.weight", "extra_last_conv.weight", "extra_gate.weight");

  private Models() {}

  static Network network(String text, int classes) {
    return network(text, "cam", classes);
  }

  static Network network(String text, String head, int classes) {
    return Networks.build(NetworkSpec.parse(text, head, classes));
  }

  static ModelDescription description(int classes) {
    List<String> names = new ArrayList<>(List.of("background"));
    for (int i = 1; i <= classes; i++) {
      names.add("class" + i);
    }
    return ModelDescription.of("cam", ClassNames.of(names));
  }

  /**
   * Values that leave no layer without effect: drawn as for training, but biases, norm scales and
   * statistics are random too, and the classifier is strong enough to be seen.
   */
  static ParameterSet parameters(Graph graph, long seed) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    Random random = new Random(seed);
    for (Parameter p : graph.parameters()) {
      Tensor drawn = p.initializer().draw(p.name(), p.shape(), seed);
      float[] changed = drawn.values().clone();
      for (int i = 0; i < changed.length; i++) {
        changed[i] =
            switch (p.kind()) {
              case WEIGHT -> CLASS_LAYERS.contains(p.name()) ? 20 * changed[i] : changed[i];
              case BIAS, NORM_SHIFT -> changed[i] + (float) (0.1 * random.nextGaussian());
              case NORM_SCALE -> 0.5f + random.nextFloat();
              case STATISTIC ->
                  p.name().endsWith("var")
                      ? 0.5f + random.nextFloat()
                      : (float) (0.2 * random.nextGaussian());
            };
      }
      values.put(p.name(), new Tensor(p.shape(), changed));
    }
    return ParameterSet.of(values);
  }

  static ExportedModel exported(String text, int classes, ExportOptions options) {
    Network network = network(text, classes);
    return OnnxExporter.export(
        network, parameters(network.graph(), 7), description(classes), options);
  }

  /** An exported model as another program would read it. */
  static ModelProto proto(String text, int classes) {
    return parsed(exported(text, classes, ExportOptions.plain()));
  }

  static ModelProto parsed(ExportedModel model) {
    try {
      return ModelProto.parseFrom(model.bytes());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  static ExportedModel segmenter(String text, String head, int classes, ExportOptions options) {
    Network network = network(text, head, classes);
    return OnnxExporter.export(
        network, parameters(network.graph(), 7), description(classes), options);
  }

  /**
   * A network whose published output is a map made by the operations under test.
   *
   * @param channels of the map that goes in, which has stride 4; the image is padded to 8
   * @param operations map in, map out
   */
  static Network around(
      int channels, java.util.function.BiFunction<GraphBuilder, Value, Value> operations) {
    GraphBuilder g = new GraphBuilder();
    Value x = g.conv("stem", g.image(3), Conv2d.of(channels, 4).stride(4));
    g.output("feature", operations.apply(g, x));
    return new Network(
        new NetworkSpec("test", Map.of(), "none", 1),
        NetworkRole.AFFINITY,
        g.build(),
        ImageInput.imageNet(),
        8,
        List.of("feature"));
  }

  /**
   * The same values with one square matrix replaced by half the sum of itself and its transpose.
   */
  static ParameterSet symmetric(ParameterSet parameters, String name) {
    Map<String, Tensor> values = new LinkedHashMap<>(parameters.asMap());
    Tensor matrix = values.get(name);
    int side = matrix.shape()[0];
    float[] half = new float[side * side];
    for (int i = 0; i < half.length; i++) {
      int mirrored = i % side * side + i / side;
      half[i] = 0.5f * (matrix.values()[i] + matrix.values()[mirrored]);
    }
    values.put(name, new Tensor(matrix.shape(), half));
    return ParameterSet.of(values);
  }

  /** Different pictures of one size. */
  static List<RgbImage> noise(int count, int width, int height) {
    Random random = new Random(17);
    List<RgbImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] rgb = new byte[3 * width * height];
      random.nextBytes(rgb);
      images.add(RgbImage.of(width, height, rgb));
    }
    return images;
  }

  static ExportedModel exported(Network network, UnaryOperator<ExportOptions> options) {
    return OnnxExporter.export(
        network,
        parameters(network.graph(), 3),
        ModelDescription.of("test"),
        options.apply(ExportOptions.plain()));
  }
}
