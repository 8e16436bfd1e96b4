package org.tag2mask.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;

/** The heads of the methods on a small trunk: plain, in float16 and with scales inside. */
class MethodHeadsExportTest {
  private static final int CLASSES = 4;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "decoupled | tiny[width=8] | cam score expansive discriminative feature_sum",
        "decoupled | tiny[width=8,streams=one] | cam score discriminative feature_sum"
      })
  void theFileSaysTheSameAsTheNetwork(String head, String text, String outputs) {
    Network network = Networks.build(NetworkSpec.parse(text, head, CLASSES));
    assertEquals(List.of(outputs.split(" ")), network.published());
    ExportReport plain = check(network, ExportOptions.plain());
    assertEquals(3 * network.published().size(), plain.drifts().size());
    plain.drifts().forEach(d -> assertTrue(d.magnitude() > 1e-3, "says something: " + d));
    check(network, ExportOptions.plain().float16());
    ExportReport merged =
        check(network, ExportOptions.plain().withScales(List.of(0.5, 1.0), FlipMerge.SUM));
    assertEquals(
        Set.of("cam", "score"),
        merged.drifts().stream().map(d -> d.output()).collect(java.util.stream.Collectors.toSet()));
  }

  private static ExportReport check(Network network, ExportOptions options) {
    ExportedModel model =
        OnnxExporter.export(
            network, Models.parameters(network.graph(), 7), Models.description(CLASSES), options);
    ExportReport report = Publisher.check(model, Optional.of(new NaiveForward()));
    assertTrue(report.passed(), options + report.text());
    return report;
  }
}
