package org.tag2mask.trainer.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.ModelException;
import org.tag2mask.trainer.loader.Labels;

class SegmentationObjectiveTest {

  @Test
  void itsTextFormSaysEverything() {
    Objective plain = Objectives.parse("segmentation");
    assertEquals(
        new SegmentationObjective(
            LogitGrid.QUARTER, List.of(1.0), false, ClassWeights.EQUAL, false),
        plain);
    assertEquals(Labels.MASKS, plain.labels());
    Objective all =
        Objectives.parse(
            "segmentation[grid=cells,scales=1-0.5-0.75,maximum=yes,class_weights=0.5-1-2,"
                + "confidence=yes]");
    assertEquals(
        new SegmentationObjective(
            LogitGrid.CELLS,
            List.of(1.0, 0.5, 0.75),
            true,
            new ClassWeights(List.of(0.5, 1.0, 2.0), false),
            true),
        all);
    assertEquals(Labels.WEIGHTED_MASKS, all.labels());
    assertEquals(
        Map.of(
            "grid",
            "cells",
            "scales",
            List.of(1.0, 0.5, 0.75),
            "maximum",
            true,
            "class_weights",
            List.of(0.5, 1.0, 2.0),
            "confidence",
            true),
        all.settings());
  }

  @Test
  void weightsThatAreAllZeroAreRefused() {
    ModelException e =
        assertThrows(
            ModelException.class, () -> Objectives.parse("segmentation[class_weights=0-0-0]"));
    assertTrue(e.getMessage().contains("class_weights are all 0"), e.getMessage());
  }

  @Test
  void rareClassesCountMore() {
    // Shares of 1/16, 1/81 and the rest: the fourth roots are 2, 3 and (1 - 97/1296)^(-1/4).
    long[] pixels = {1296 - 97, 81, 16, 0};
    double rest = Math.pow((1296 - 97) / 1296.0, -0.25);
    double mean = (rest * (1296 - 97) + 2 * 81 + 3 * 16) / 1296;
    List<Double> weights = ClassWeights.ofPixels(pixels);
    assertEquals(rest / mean, weights.get(0), 0.005 + 1e-12);
    assertEquals(2 / mean, weights.get(1), 0.005 + 1e-12);
    assertEquals(3 / mean, weights.get(2), 0.005 + 1e-12);
    assertEquals(1, weights.get(3), "a class no pixel has");
    assertEquals(8, ClassWeights.ofPixels(new long[] {1_000_000, 1}).get(1), "the limit");
    assertEquals(
        "rare",
        Objectives.parse("segmentation[class_weights=rare]").settings().get("class_weights"));
  }

  @Test
  void impossibleOptionsAreRefusedByName() {
    assertRefused("grid=half", "grid must be one of [cells, quarter, full], not 'half'");
    assertRefused("scales=1-1", "scales must be different factors");
    assertRefused("scales=0", "scales must be different factors above 0");
    assertRefused("scales=a", "needs numbers such as 1-0.5-0.75 but got 'a'");
    assertRefused("maximum=yes", "maximum=yes is over several scales");
    assertRefused("class_weights=many", "needs numbers such as");
    assertRefused("weights=1-2", "has no option 'weights'");
  }

  private static void assertRefused(String options, String part) {
    ModelException e =
        assertThrows(ModelException.class, () -> Objectives.parse("segmentation[" + options + "]"));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
