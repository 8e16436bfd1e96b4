package org.tag2mask.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.exporter.check.CheckResult.Outcome;

/** Whole networks: exported, run in ONNX Runtime, against the naive interpreter. */
class NetworkExportTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tiny[width=8]",
        "mobilenet_v2[output_stride=16]",
        "mobilenet_v2[output_stride=8,last=13]",
        "mobilenet_v2[last=6,neck=16]",
        "mobilenet_v2[last=14]"
      })
  void theFileSaysTheSameAsTheNetwork(String name) {
    ExportedModel model = Models.exported(name, 4, ExportOptions.plain());
    ExportReport report = Publisher.check(model, Optional.of(new NaiveForward()));
    assertTrue(report.passed(), report.text());
    assertEquals(6, report.drifts().size());
    report.drifts().forEach(d -> assertTrue(d.magnitude() > 0.01, "says something: " + d));
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
  void batchNormsBehindConvolutionsAreGone() {
    ExportedModel model = Models.exported("tiny", 3, ExportOptions.plain());
    Set<String> operators =
        model.proto().getGraph().getNodeList().stream()
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
