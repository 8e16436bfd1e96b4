package org.tag2mask.exporter;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;

class ScalesInsideTest {

  @ParameterizedTest
  @EnumSource(FlipMerge.class)
  void theMergeInsideIsTheRuntimesMerge(FlipMerge flip) {
    ExportOptions options = ExportOptions.plain().withScales(List.of(0.5, 1.0, 1.5, 2.0), flip);
    ExportedModel model = Models.exported("tiny[width=8]", 4, options);
    ExportReport report = Publisher.check(model, Optional.of(new NaiveForward()));
    assertTrue(report.passed(), report.text());
  }
}
