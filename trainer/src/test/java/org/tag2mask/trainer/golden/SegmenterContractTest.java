package org.tag2mask.trainer.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.exporter.ExportOptions;
import org.tag2mask.exporter.ExportOptions.MapSize;
import org.tag2mask.exporter.ExportReport;
import org.tag2mask.exporter.ModelDescription;
import org.tag2mask.exporter.OnnxExporter;
import org.tag2mask.exporter.Publisher;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.runtime.contract.ClassNames;
import org.tag2mask.trainer.DjlReference;

/** Segmenters in the training engine and, exported, in ONNX Runtime: odd sizes, several images. */
class SegmenterContractTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mobilenet_v2[output_stride=16,last=17] | aspp",
        "mobilenet_v2[output_stride=8,last=17] | aspp",
        "resnet18[output_stride=16,multi_grid=1-2,channels=32,project=32] | deeplab_v3",
        "resnet18[output_stride=8,hidden=64] | largefov",
        "tiny[form=seam,hidden=32] | largefov",
        "tiny[form=mctformer,hidden=32] | largefov",
        "tiny[form=direct] | largefov",
        "tiny[group=3] | cian",
        "resnet18[output_stride=8] | cian"
      })
  void theEngineAndTheFileSayTheSame(String trunk, String head) {
    Network network = Networks.build(NetworkSpec.parse(trunk, head, 3));
    ParameterSet parameters = FormulaWeights.fill(network.graph().parameters(), name -> name, 6);
    ModelDescription description =
        ModelDescription.of(head, ClassNames.of(List.of("background", "red", "green", "blue")));
    for (MapSize size : MapSize.values()) {
      ExportReport report =
          Publisher.check(
              OnnxExporter.export(
                  network, parameters, description, ExportOptions.plain().withMaps(size)),
              Optional.of(new DjlReference()));
      assertTrue(report.passed(), report.text());
      assertEquals(3, report.drifts().size());
      report.drifts().forEach(d -> assertTrue(d.magnitude() > 1e-3, "says something: " + d));
    }
  }
}
