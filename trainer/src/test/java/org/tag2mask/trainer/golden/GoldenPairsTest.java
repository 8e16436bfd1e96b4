package org.tag2mask.trainer.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.exporter.ExportOptions;
import org.tag2mask.exporter.ExportReport;
import org.tag2mask.exporter.ModelDescription;
import org.tag2mask.exporter.OnnxExporter;
import org.tag2mask.exporter.Publisher;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.runtime.contract.ClassNames;
import org.tag2mask.trainer.DjlReference;

/**
 * The co-attention network on a pair of images, in the training engine and in ONNX Runtime, against
 * outputs of the public code on formula weights. See {@code trainer/golden/README.md}.
 */
class GoldenPairsTest {

  /** Our outputs by the official name; joined along the batch where there are several. */
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

  static Stream<GoldenCase> pairs() {
    return GoldenFiles.pairs();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void pairsGiveTheOutputsOfThePublicCode(GoldenCase golden) throws OrtException {
    Network network = network(golden);
    ParameterSet parameters =
        FormulaWeights.fill(network.graph().parameters(), GoldenPairsTest::official, golden.gain());
    GoldenFiles.parameters(golden.parameters())
        .ifPresent(official -> assertEquals(official, parameters(network)));
    Map<String, Tensor> images = Map.of("image", golden.input("x1"), "partner", golden.input("x2"));
    List<String> wrong = new ArrayList<>();
    wrong.addAll(
        differences(golden, new DjlReference().forward(network, parameters, images), "DJL"));
    try (OnnxForward onnx = new OnnxForward(network, parameters)) {
      wrong.addAll(differences(golden, onnx.run(images), "ONNX Runtime"));
    }
    assertEquals("", String.join("\n", wrong));
  }

  /** The published file of pairs, its preprocessing and padding included, on odd sizes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tiny[width=8]",
        "tiny[width=8,seam=yes]",
        "resnet18[output_stride=16,classifier=separate,convs=1]"
      })
  void theEngineAndTheFileOfPairsSayTheSame(String text) {
    Network network = Networks.forPairs(Networks.build(NetworkSpec.parse(text, "mcis", 3)));
    ParameterSet parameters = FormulaWeights.fill(network.graph().parameters(), name -> name, 3);
    ExportReport report =
        Publisher.check(
            OnnxExporter.export(
                network,
                parameters,
                ModelDescription.of(
                    "mcis", ClassNames.of(List.of("background", "red", "green", "blue"))),
                ExportOptions.plain()),
            Optional.of(new DjlReference()));
    assertTrue(report.passed(), report.text());
    assertEquals(18, report.drifts().size());
  }

  private static Network network(GoldenCase golden) {
    int classes = golden.output("logits").orElseThrow().shape()[1];
    String text = "vgg16[variant=d1,classifier=separate,convs=3]";
    return Networks.build(NetworkSpec.parse(text, "mcis", classes))
        .publishing(NAMES.values().stream().flatMap(List::stream).toList());
  }

  /** In the public code the trunk and what belongs to a single image lie under {@code vgg}. */
  private static String official(String name) {
    return name.matches("(features|extra_convs|extra_last_conv)\\..*") ? "vgg." + name : name;
  }

  private static TreeSet<String> parameters(Network network) {
    TreeSet<String> lines = new TreeSet<>();
    network.graph().parameters().forEach(p -> lines.add(official(p.toString())));
    return lines;
  }

  private static List<String> differences(
      GoldenCase golden, Map<String, Tensor> outputs, String lowering) {
    List<String> wrong = new ArrayList<>();
    for (GoldenOutput output : golden.outputs()) {
      Tensor found = Tensors.joined(NAMES.get(output.name()).stream().map(outputs::get).toList());
      Optional<String> difference = output.difference(found);
      difference.ifPresent(
          text -> wrong.add(lowering + " " + golden + " " + output.name() + ": " + text));
    }
    return wrong;
  }
}
