package org.tag2mask.trainer.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.models.backbone.Backbone;
import org.tag2mask.models.backbone.Backbones;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.network.ImageInput;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.trainer.DjlReference;

/**
 * Our graphs in the training engine and, exported, in ONNX Runtime, against outputs of the public
 * code, on weights computed from the parameters' names. See {@code trainer/golden/README.md}.
 */
class GoldenNetworksTest {

  /** One output of one case. */
  record Golden(
      String output, int[] shape, int stride, double max, double float64, double[] values) {}

  @Test
  void theFormulaIsTheOneOfTheGoldenRuns() {
    float[] stem = FormulaWeights.tensor("conv1.weight", new int[] {64, 3, 7, 7}, 3).values();
    assertArrayEquals(
        new float[] {0.13364847f, 0.100245573f, -0.0426447056f, 0.0552042201f},
        Arrays.copyOf(stem, 4));
    float[] variance = FormulaWeights.tensor("bn1.running_var", new int[] {64}, 3).values();
    assertArrayEquals(
        new float[] {1.02363241f, 1.04148126f, 1.09143984f, 0.922498107f},
        Arrays.copyOf(variance, 4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "backbones/resnet50_os16 | resnet50[output_stride=16] | | 3 | 2,65,97",
        "backbones/resnet50_os8 | resnet50[output_stride=8] | | 3 | 2,65,97",
        "backbones/psa_resnet38d | resnet38 | | 3 | 1,65,97",
        "backbones/psa_vgg16d | vgg16_largefov[fc6_dilation=4,pool5=no] | | 6 | 1,65,97",
        "backbones/vgg16_cian | vgg16[variant=cian] | | 6 | 2,65,97",
        "backbones/vgg16_mcis_D1 | vgg16[variant=d1] | | 6 | 2,65,97",
        "backbones/vgg16_s8_tv | vgg16[variant=s8] | | 6 | 2,65,97",
        "backbones/vit_deit_s_224 | deit_small | | 3 | 1,224,224",
        "backbones/vit_deit_s_96x144 | deit_small | | 3 | 2,96,144",
        "methods/deeplabv2_r101_dev | resnet101_caffe | base. | 3 | 1,97,97"
      })
  void backbonesGiveTheMapsOfThePublicCode(
      String id, String text, String prefix, double gain, String size) throws IOException {
    NetworkSpec spec = NetworkSpec.parse(text, "cam", 1);
    GraphBuilder g = new GraphBuilder();
    Backbone.Features features = Backbones.named(spec.backbone()).build(g, g.image(3), spec);
    g.output("features", features.map());
    features.taps().forEach(g::output);
    Network network =
        new Network(
            spec,
            NetworkRole.CLASSIFIER,
            g.build(),
            ImageInput.imageNet(),
            features.stride(),
            List.copyOf(outputNames(features)));
    int compared = compare(id, network, prefix == null ? "" : prefix, gain, size);
    assertTrue(compared > 0, id + " has no output we name alike");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "methods/psa_cls_r38 | resnet38[layer=fc8] | 3 | 1,104,136",
        "methods/psa_cls_vgg16 | vgg16_largefov[fc6_dilation=1,pool5=no,layer=fc8,root=yes] | 6"
            + " | 1,65,97"
      })
  void classifiersGiveTheScoresAndMapsOfThePublicCode(
      String id, String text, double gain, String size) throws IOException {
    Network network = Networks.build(NetworkSpec.parse(text, "cam", 20));
    assertEquals(2, compare(id, network, "", gain, size));
  }

  private static Set<String> outputNames(Backbone.Features features) {
    Set<String> names = new LinkedHashSet<>(Set.of("features"));
    names.addAll(features.taps().keySet());
    return names;
  }

  /**
   * Compares every golden output whose name we have with both lowerings; returns how many there
   * are.
   */
  private static int compare(String id, Network network, String prefix, double gain, String size)
      throws IOException {
    int[] sizes = Arrays.stream(size.split(",")).mapToInt(Integer::parseInt).toArray();
    float[] image = new float[sizes[0] * 3 * sizes[1] * sizes[2]];
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) Math.sin(0.05 * i);
    }
    Tensor input = new Tensor(new int[] {sizes[0], 3, sizes[1], sizes[2]}, image);
    ParameterSet parameters = FormulaWeights.fill(network.graph().parameters(), prefix, gain);
    int engine =
        compare(id + " in DJL", id, new DjlReference().forward(network, parameters, input));
    int file = compare(id + " in ONNX Runtime", id, OnnxForward.run(network, parameters, input));
    assertEquals(engine, file, id);
    return file;
  }

  private static int compare(String what, String id, Map<String, Tensor> outputs)
      throws IOException {
    int compared = 0;
    for (Golden golden : goldens(id)) {
      Tensor ours = outputs.get(ourName(golden.output()));
      if (ours == null) {
        continue;
      }
      String where = what + " " + golden.output();
      assertArrayEquals(golden.shape(), ours.shape(), where);
      double tolerance = Math.max(1e-5, 10 * golden.float64()) * golden.max();
      for (int i = 0; i < golden.values().length; i++) {
        assertEquals(
            golden.values()[i], ours.values()[i * golden.stride()], tolerance, where + " " + i);
      }
      compared++;
    }
    return compared;
  }

  private static String ourName(String official) {
    return switch (official) {
      case "logits" -> "score";
      default -> official.endsWith("_out") ? official.substring(0, 2) : official;
    };
  }

  static List<Golden> goldens(String id) throws IOException {
    List<Golden> found = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                GoldenNetworksTest.class.getResourceAsStream("/trainer/golden/networks.jsonl"),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Map<?, ?> map = (Map<?, ?>) Json.parse(line, "networks.jsonl");
        if (map.get("case").equals(id)) {
          found.add(
              new Golden(
                  (String) map.get("output"),
                  Arrays.stream(numbers(map.get("shape"))).mapToInt(v -> (int) v).toArray(),
                  ((Number) map.get("stride")).intValue(),
                  ((Number) map.get("max")).doubleValue(),
                  ((Number) map.get("float64")).doubleValue(),
                  numbers(map.get("values"))));
        }
      }
    }
    return found;
  }

  private static double[] numbers(Object list) {
    return ((List<?>) list).stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
  }
}
