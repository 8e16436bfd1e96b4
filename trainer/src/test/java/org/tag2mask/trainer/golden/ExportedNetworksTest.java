package org.tag2mask.trainer.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.exporter.ExportOptions;
import org.tag2mask.exporter.ExportReport;
import org.tag2mask.exporter.ExportedModel;
import org.tag2mask.exporter.ModelDescription;
import org.tag2mask.exporter.OnnxExporter;
import org.tag2mask.exporter.Publisher;
import org.tag2mask.exporter.check.Drift;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.runtime.contract.ClassNames;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;
import org.tag2mask.trainer.DjlReference;

/**
 * Whole files as they are published, pixels in: ONNX Runtime against the training engine on
 * pictures of odd sizes and two at once.
 */
class ExportedNetworksTest {
  private static final double TOLERANCE = 1e-4;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mobilenet_v2[batch_norm=yes,norm=trained,output_stride=16]",
        "resnet18[norm=trained]",
        "tiny+seam",
        "resnet50[output_stride=16]+seam",
        "resnet50[output_stride=8]+deeplab_v2",
        "deit_tiny[class_tokens=4,distilled=yes,positions=size]",
        "deit_tiny[distilled=yes]+tscam",
        "deit_tiny+mctformer[variant=v1]",
        "deit_tiny+mctformer",
        "deit_tiny+mctformer[variant=plus]",
        "deit_tiny+semformer"
      })
  void theFileSaysTheSameAsTheTrainingEngine(String text) {
    ExportReport report = check(text, ExportOptions.plain());
    for (Drift drift : report.drifts()) {
      assertTrue(drift.magnitude() > 1e-3, "says something: " + drift);
      assertTrue(drift.difference() <= TOLERANCE * drift.magnitude(), drift.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"deit_tiny+mctformer[variant=plus]", "deit_tiny+semformer"})
  void halfPrecisionStaysWithinItsBounds(String text) {
    check(text, ExportOptions.plain().float16());
  }

  /** Scales that are powers of two, for ONNX Runtime resizes bytes there as Pillow does. */
  @Test
  void scalesAndMirrorImagesFitInTheFile() {
    check(
        "deit_tiny+semformer", ExportOptions.plain().withScales(List.of(0.5, 1.0), FlipMerge.SUM));
  }

  private static ExportReport check(String text, ExportOptions options) {
    Network network = Networks.build(NetworkSpec.parse(text, "cam", 4));
    ParameterSet parameters =
        FormulaWeights.fill(network.graph().parameters(), UnaryOperator.identity(), 3);
    ModelDescription description =
        ModelDescription.of("test", ClassNames.of(List.of("background", "a", "b", "c", "d")));
    ExportedModel model = OnnxExporter.export(network, parameters, description, options);
    ExportReport report = Publisher.check(model, Optional.of(new DjlReference()));
    assertTrue(report.passed(), report.text());
    assertEquals(3 * model.network().published().size(), report.drifts().size());
    return report;
  }
}
