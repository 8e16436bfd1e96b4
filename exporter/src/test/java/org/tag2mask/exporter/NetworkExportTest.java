package org.tag2mask.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.exporter.check.CheckResult.Outcome;
import org.tag2mask.exporter.check.Drift;
import org.tag2mask.models.file.WeightLoader;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;

/** Whole networks: exported, run in ONNX Runtime, against the naive interpreter. */
class NetworkExportTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tiny[width=8]",
        "mobilenet_v2[output_stride=16]",
        "mobilenet_v2[output_stride=8,last=16]",
        "mobilenet_v2[last=6,neck=16]",
        "squeezenet1_0[pad=3]",
        "mobilenet_v2[output_stride=16,batch_norm=yes]",
        "resnet18+deeplab_v2",
        "deit_tiny",
        "deit_tiny+mctformer[variant=plus]",
        "deit_tiny+semformer[class_dim=16,grid=9]"
      })
  void theFileSaysTheSameAsTheNetwork(String name) {
    ExportedModel model = Models.exported(name, 4, ExportOptions.plain());
    ExportReport report = Publisher.check(model, Optional.of(new NaiveForward()));
    assertTrue(report.passed(), report.text());
    assertEquals(3 * model.network().published().size(), report.drifts().size());
    report.drifts().forEach(d -> assertTrue(d.magnitude() > 0.01, "says something: " + d));
  }

  /**
   * Grids finer than the trunk: the image is padded to 8, 16 or 32, a cell covers 4 or 8 pixels.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tiny[width=8,feature=14]|affinity|8",
        "mobilenet_v2[feature=56,group_norm=yes]|affinity|8",
        "tiny[width=8]|irn|4",
        "mobilenet_v2[output_stride=16]|irn|4",
        "mobilenet_v2[corners=aligned,displacement=no]|irn|4"
      })
  void mapsHaveOneCellForEachStrideOfPixels(String text, String head, int stride) {
    Network network = Networks.build(NetworkSpec.parse(text, head, 4));
    for (UnaryOperator<ExportOptions> options :
        List.<UnaryOperator<ExportOptions>>of(o -> o, ExportOptions::float16)) {
      ExportedModel model = Models.exported(network, options);
      assertEquals(stride, model.contract().stride());
      ExportReport report = Publisher.check(model, Optional.of(new NaiveForward()));
      assertTrue(report.passed(), report.text());
      assertFalse(report.text().contains("cells where the stride says"), report.text());
      for (Drift drift : report.drifts()) {
        assertTrue(drift.magnitude() > 0.01, "says something: " + drift);
      }
      int[] map = report.drifts().get(0).shape();
      assertEquals((97 + stride - 1) / stride, map[2]);
      assertEquals((131 + stride - 1) / stride, map[3]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny[width=8]", "mobilenet_v2[last=6,neck=16]"})
  void halfPrecisionStaysWithinItsBounds(String name) {
    ExportedModel full = Models.exported(name, 4, ExportOptions.plain());
    ExportedModel model = Models.exported(name, 4, ExportOptions.plain().float16());
    ExportReport report = Publisher.check(model, Optional.of(new NaiveForward()));
    assertTrue(report.passed(), report.text());
    assertTrue(model.bytes().length < 0.6 * full.bytes().length);
  }

  @Test
  void imageNetWeightsGiveTheSameInTheFile() {
    Path weights = Path.of("../../shared/weights/mobilenet_v2_imagenet.safetensors");
    Assumptions.assumeTrue(Files.exists(weights), "no shared weights beside the project");
    Network network = Models.network("mobilenet_v2[output_stride=16]", 3);
    WeightLoader.Loaded loaded =
        WeightLoader.load(network.graph().parameters(), weights, 1, WeightLoader.OnMismatch.REFUSE);
    for (ExportOptions options : List.of(ExportOptions.plain(), ExportOptions.plain().float16())) {
      ExportedModel model =
          OnnxExporter.export(network, loaded.parameters(), Models.description(3), options);
      ExportReport report = Publisher.check(model, Optional.of(new NaiveForward()));
      assertTrue(report.passed(), report.text());
    }
  }

  @Test
  void batchNormsBehindConvolutionsAreGone() {
    Set<String> operators =
        Models.proto("tiny", 3).getGraph().getNodeList().stream()
            .map(NodeProto::getOpType)
            .collect(Collectors.toSet());
    assertEquals(
        Set.of(
            "Transpose",
            "Cast",
            "Sub",
            "Div",
            "Shape",
            "Neg",
            "Mod",
            "Concat",
            "Pad",
            "Conv",
            "Relu",
            "Add",
            "GlobalAveragePool",
            "Flatten"),
        operators);
  }

  @Test
  void theOfficialCheckerRunsHere() {
    ExportReport report =
        Publisher.check(Models.exported("tiny", 3, ExportOptions.plain()), Optional.empty());
    report
        .checks()
        .forEach(check -> assertEquals(Outcome.PASSED, check.outcome(), check.toString()));
    assertEquals(3, report.checks().size());
  }
}
