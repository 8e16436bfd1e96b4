package org.tag2mask.exporter.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tag2mask.exporter.ExportOptions;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;

class DriftTest {
  private static final ExportOptions FULL = ExportOptions.plain();
  private static final ExportOptions HALF = FULL.float16();

  @Test
  void theBoundIsRelativeToTheLargestValueButAtLeastOne() {
    assertTrue(drift(50.0049f, 50).acceptable(FULL));
    assertFalse(drift(50.0051f, 50).acceptable(FULL));
    assertTrue(drift(0.10009f, 0.1f).acceptable(FULL));
    assertFalse(drift(0.10011f, 0.1f).acceptable(FULL));
    ExportOptions scaled = FULL.withScales(List.of(1.0, 1.5), FlipMerge.SUM);
    assertTrue(drift(50.049f, 50).acceptable(scaled));
    assertFalse(drift(50.051f, 50).acceptable(scaled));
    assertTrue(drift(0.1019f, 0.1f).acceptable(HALF));
    assertFalse(drift(0.1021f, 0.1f).acceptable(HALF));
  }

  @Test
  void whatIsNoNumberIsNeverAcceptable() {
    for (ExportOptions options : new ExportOptions[] {FULL, HALF}) {
      assertFalse(drift(Float.NaN, 1).acceptable(options));
      assertFalse(drift(1, Float.NaN).acceptable(options));
      assertFalse(drift(Float.POSITIVE_INFINITY, 1).acceptable(options));
      assertFalse(drift(Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY).acceptable(options));
    }
    Tensor one = new Tensor(new int[] {1, 1}, new float[] {1});
    Tensor two = new Tensor(new int[] {1, 2}, new float[] {1, 1});
    assertFalse(Drift.between("x", one, two).acceptable(FULL), "another shape");
  }

  @Test
  void agreementCountsCellsWhoseLargestChannelIsTheSame() {
    // two channels, four cells: the first cell changes sides, the last is a tie within rounding
    Tensor network = new Tensor(new int[] {1, 2, 4}, new float[] {5, 1, 9, 3, 4, 2, 1, 3.001f});
    Tensor file = new Tensor(new int[] {1, 2, 4}, new float[] {4, 1, 9, 3.002f, 5, 2, 1, 3.001f});
    assertEquals(0.75, Drift.between("x", file, network).agreement());
    Tensor near = new Tensor(new int[] {1, 2, 4}, new float[] {4.99f, 1, 9, 3, 4.99f, 2, 1, 3});
    assertEquals(1, Drift.between("x", near, network).agreement());
    Drift half = new Drift("x", new int[] {1}, 0, 1, 0.994);
    assertFalse(half.acceptable(HALF));
    assertTrue(half.acceptable(FULL));
  }

  private static Drift drift(float file, float network) {
    return Drift.between(
        "x",
        new Tensor(new int[] {1, 1, 2}, new float[] {file, 0}),
        new Tensor(new int[] {1, 1, 2}, new float[] {network, 0}));
  }
}
