package org.tag2mask.trainer.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void polyFallsFromOneToAlmostNothing() {
    Schedule poly = new Schedule.Poly(0.9);
    assertEquals(1, poly.factor(0, 100));
    assertEquals(Math.exp(0.9 * Math.log(0.5)), poly.factor(50, 100), 1e-12);
    assertEquals(Math.exp(0.9 * Math.log(0.01)), poly.factor(99, 100), 1e-12);
  }

  @Test
  void stepsMultiplyAtTheirBorders() {
    Schedule steps = new Schedule.Steps(List.of(0.5, 0.75), 0.1);
    assertEquals(1, steps.factor(49, 100));
    assertEquals(0.1, steps.factor(50, 100), 1e-12);
    assertEquals(0.1, steps.factor(74, 100), 1e-12);
    assertEquals(0.01, steps.factor(75, 100), 1e-12);
  }

  @Test
  void warmUpRisesInEqualStepsAndEndsAtTheInnerSchedule() {
    Schedule warm = new Schedule.WarmUp(4, new Schedule.Constant());
    assertEquals(0.25, warm.factor(0, 100));
    assertEquals(0.75, warm.factor(2, 100));
    assertEquals(1, warm.factor(3, 100));
    assertEquals(1, warm.factor(50, 100));
    Schedule poly = new Schedule.WarmUp(20, new Schedule.Poly(0.9));
    assertEquals(0.5 * Math.pow(0.91, 0.9), poly.factor(9, 100), 1e-12);
  }

  @Test
  void refusesBordersThatDoNotAscend() {
    assertThrows(IllegalArgumentException.class, () -> new Schedule.Steps(List.of(0.6, 0.6), 0.1));
    assertThrows(IllegalArgumentException.class, () -> new Schedule.Steps(List.of(1.0), 0.1));
    assertThrows(IllegalArgumentException.class, () -> new Schedule.Poly(0));
  }
}
