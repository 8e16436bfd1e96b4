package org.tag2mask.trainer.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.trainer.DjlReference;

/**
 * The co-attention network on a pair of images, in the training engine and in ONNX Runtime, against
 * outputs of the public code on formula weights. See {@code trainer/golden/README.md}.
 */
class McisGoldenTest {
  private static final int SIDE = 80;
  private static final double GAIN = 6;

  /** Our outputs by the official name; stacked along the batch where there are several. */
  private static final Map<String, List<String>> NAMES =
      Map.ofEntries(
          Map.entry("feature1", List.of("feature")),
          Map.entry("feature2", List.of("partner_feature")),
          Map.entry("affinity", List.of("affinity")),
          Map.entry("softmax_dim1", List.of("attention")),
          Map.entry("logits", List.of("score", "partner_score")),
          Map.entry(
              "co_logits",
              List.of("co_score", "partner_co_score", "contrast_score", "partner_contrast_score")),
          Map.entry("cam1", List.of("map")),
          Map.entry("cam2", List.of("partner_map")),
          Map.entry("co_map1", List.of("co_map")),
          Map.entry("co_map2", List.of("partner_co_map")),
          Map.entry("co_comple_map1", List.of("contrast_map")),
          Map.entry("co_comple_map2", List.of("partner_contrast_map")));

  private static Network network() {
    Network network =
        Networks.build(
            NetworkSpec.parse("vgg16[variant=d1,classifier=separate,convs=3]", "mcis", 20));
    return network.publishing(NAMES.values().stream().flatMap(List::stream).toList());
  }

  @Test
  void theEngineGivesTheMapsOfThePublicCode() throws IOException {
    Network network = network();
    compare(new DjlReference().forward(network, weights(network), images()));
  }

  @Test
  void theFileGivesTheMapsOfThePublicCode() throws IOException {
    Network network = network();
    compare(OnnxForward.run(network, weights(network), images()));
  }

  private static Map<String, Tensor> images() {
    return Map.of("image", waves(0.05), "partner", waves(0.08));
  }

  private static Tensor waves(double step) {
    float[] values = new float[3 * SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(step * i);
    }
    return new Tensor(new int[] {1, 3, SIDE, SIDE}, values);
  }

  /** In the public code the trunk and what belongs to a single image lie under {@code vgg}. */
  private static ParameterSet weights(Network network) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (Parameter p : network.graph().parameters()) {
      boolean single =
          p.name().startsWith("features.")
              || p.name().startsWith("extra_convs.")
              || p.name().startsWith("extra_last_conv.");
      String official = (single ? "vgg." : "") + p.name();
      values.put(p.name(), FormulaWeights.tensor(official, p.shape(), GAIN));
    }
    return ParameterSet.of(values);
  }

  private static void compare(Map<String, Tensor> outputs) throws IOException {
    int compared = 0;
    for (Map<?, ?> golden : goldens()) {
      String name = (String) golden.get("output");
      double[] expected = numbers(golden.get("values"));
      int[] shape = Arrays.stream(numbers(golden.get("shape"))).mapToInt(v -> (int) v).toArray();
      int stride = ((Number) golden.get("stride")).intValue();
      double float64 = ((Number) golden.get("float64")).doubleValue();
      double largest = ((Number) golden.get("max")).doubleValue();
      Tensor ours = stacked(NAMES.get(name).stream().map(outputs::get).toList());
      assertArrayEquals(shape, ours.shape(), name);
      for (int i = 0; i < expected.length; i++) {
        double tolerance = Math.max(1e-5, 10 * float64) * largest;
        assertEquals(expected[i], ours.values()[i * stride], tolerance, name + " " + i);
      }
      compared++;
    }
    assertEquals(NAMES.size(), compared);
  }

  private static Tensor stacked(List<Tensor> parts) {
    int each = parts.get(0).values().length;
    float[] values = new float[each * parts.size()];
    for (int i = 0; i < parts.size(); i++) {
      System.arraycopy(parts.get(i).values(), 0, values, i * each, each);
    }
    int[] shape = parts.get(0).shape().clone();
    shape[0] = parts.size();
    return new Tensor(shape, values);
  }

  private static List<Map<?, ?>> goldens() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                McisGoldenTest.class.getResourceAsStream("/trainer/golden/mcis.jsonl"),
                StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .<Map<?, ?>>map(line -> (Map<?, ?>) Json.parse(line, "mcis.jsonl"))
          .toList();
    }
  }

  private static double[] numbers(Object list) {
    return ((List<?>) list).stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
  }
}
