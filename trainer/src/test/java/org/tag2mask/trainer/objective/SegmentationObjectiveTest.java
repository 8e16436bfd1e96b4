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
        new SegmentationObjective(LogitGrid.QUARTER, List.of(1.0), false, List.of(), false), plain);
    assertEquals(Labels.MASKS, plain.labels());
    Objective all =
        Objectives.parse(
            "segmentation[grid=cells,scales=1-0.5-0.75,maximum=yes,class_weights=0.5-1-2,"
                + "confidence=yes]");
    assertEquals(
        new SegmentationObjective(
            LogitGrid.CELLS, List.of(1.0, 0.5, 0.75), true, List.of(0.5, 1.0, 2.0), true),
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
  void impossibleOptionsAreRefusedByName() {
    assertRefused("grid=half", "grid must be one of [cells, quarter, full], not 'half'");
    assertRefused("scales=1-1", "scales must be different factors");
    assertRefused("scales=0", "scales must be different factors above 0");
    assertRefused("scales=a", "needs numbers such as 1-0.5-0.75 but got 'a'");
    assertRefused("maximum=yes", "maximum=yes is over several scales");
    assertRefused("weights=1-2", "has no option 'weights'");
  }

  private static void assertRefused(String options, String part) {
    ModelException e =
        assertThrows(ModelException.class, () -> Objectives.parse("segmentation[" + options + "]"));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
