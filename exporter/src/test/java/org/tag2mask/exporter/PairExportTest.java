package org.tag2mask.exporter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.session.FloatTensor;
import org.tag2mask.runtime.session.ModelOptions;
import org.tag2mask.runtime.session.OnnxModel;

/** Files that look at two images of independent sizes, and files of the same network for one. */
class PairExportTest {
  private static final int CLASSES = 3;

  private static Network mcis(String options) {
    return Networks.build(NetworkSpec.parse("tiny[width=8" + options + "]", "mcis", CLASSES));
  }

  private static ExportedModel exported(Network network, ExportOptions options) {
    return OnnxExporter.export(
        network, Models.parameters(network.graph(), 7), Models.description(CLASSES), options);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"''", ",classifier=separate,convs=1"})
  void theFileOfPairsSaysTheSameAsTheNetwork(String options) {
    Network pairs = Networks.forPairs(mcis(options));
    for (ExportOptions each : List.of(ExportOptions.plain(), ExportOptions.plain().float16())) {
      ExportReport report = Publisher.check(exported(pairs, each), Optional.of(new NaiveForward()));
      assertTrue(report.passed(), report.text());
      assertEquals(3 * pairs.published().size(), report.drifts().size());
      report.drifts().forEach(d -> assertTrue(d.magnitude() > 0.01, "says something: " + d));
    }
  }

  @Test
  void theFileOfSingleImagesHasNothingOfThePair() {
    ExportedModel single = exported(mcis(""), ExportOptions.plain());
    assertEquals(List.of("image"), inputs(single));
    assertTrue(single.contract().partner().isEmpty());
    Set<String> stored =
        Models.parsed(single).getGraph().getInitializerList().stream()
            .map(tensor -> tensor.getName())
            .collect(Collectors.toSet());
    assertTrue(stored.contains("classifier.weight"), stored.toString());
    assertFalse(stored.stream().anyMatch(name -> name.startsWith("extra_")), stored.toString());
  }

  @Test
  void theTrunkThatRunsTwiceIsStoredOnce() {
    int single = exported(mcis(""), ExportOptions.plain()).bytes().length;
    ExportedModel pairs = exported(Networks.forPairs(mcis("")), ExportOptions.plain());
    assertEquals(List.of("image", "partner"), inputs(pairs));
    // 32 x 32 for the affinity, 32 for the gate, and nodes, which are a few kilobytes
    int more = (32 * 32 + 32) * Float.BYTES + 16_000;
    assertTrue(pairs.bytes().length < single + more, pairs.bytes().length + " of " + single);
  }

  @Test
  void swappingImageAndPartnerSwapsTheirMapsWhenTheAffinityIsSymmetric() {
    Network pairs = Networks.forPairs(mcis(""));
    ExportedModel model =
        OnnxExporter.export(
            pairs,
            Models.symmetric(Models.parameters(pairs.graph(), 7), "extra_linear_e.weight"),
            Models.description(CLASSES),
            ExportOptions.plain());
    List<RgbImage> wide = Models.noise(2, 90, 41);
    List<RgbImage> high = Models.noise(2, 33, 70);
    try (OnnxModel session = open(model)) {
      Map<String, FloatTensor> there = session.runPairs(wide, high, pairs.published());
      Map<String, FloatTensor> back = session.runPairs(high, wide, pairs.published());
      assertArrayEquals(there.get("co_cam").values(), back.get("partner_co_cam").values(), 1e-4f);
      assertArrayEquals(
          there.get("partner_co_score").values(), back.get("co_score").values(), 1e-4f);
    }
  }

  @Test
  void whatAFileLooksAtIsSaidWhereTheOtherIsGiven() {
    List<RgbImage> images = Models.noise(1, 40, 24);
    try (OnnxModel pairs = open(exported(Networks.forPairs(mcis("")), ExportOptions.plain()));
        OnnxModel single = open(exported(mcis(""), ExportOptions.plain()))) {
      assertMessage("looks at pairs of images", () -> pairs.run(images, List.of("cam")));
      assertMessage(
          "looks at single images", () -> single.runPairs(images, images, List.of("cam")));
    }
    ModelException e =
        assertThrows(
            ModelException.class,
            () -> Networks.forPairs(Networks.build(NetworkSpec.parse("tiny", "cam", 2))));
    assertTrue(e.getMessage().contains("a head that has: mcis"), e.getMessage());
  }

  private static void assertMessage(String expected, Runnable run) {
    String message = assertThrows(ModelContractException.class, run::run).getMessage();
    assertTrue(message.contains(expected), message);
  }

  private static OnnxModel open(ExportedModel model) {
    return OnnxModel.open(model.bytes(), "the model", ModelOptions.defaults());
  }

  private static List<String> inputs(ExportedModel model) {
    return new ArrayList<>(
        Models.parsed(model).getGraph().getInputList().stream()
            .map(ValueInfoProto::getName)
            .toList());
  }
}
