package org.tag2mask.runtime.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PlaneSoftmaxTest {

  @Test
  void theExponentialIsThatOfTheLibraryToARelativeErrorOfAFloat() {
    double worst = 0;
    for (float x = -87; x <= 0; x += 1e-4f) {
      double exact = Math.exp(x);
      worst = Math.max(worst, Math.abs(PlaneSoftmax.exp(x) - exact) / exact);
    }
    assertTrue(worst < 2.5e-7, "relative error " + worst);
    assertEquals(1, PlaneSoftmax.exp(0));
    assertEquals(1, PlaneSoftmax.exp(-0f));
    assertEquals(0, PlaneSoftmax.exp(-88));
    assertEquals(0, PlaneSoftmax.exp(-1e30f));
  }

  @Test
  void probabilitiesAreThoseOfTheFormulaAtEveryPixel() {
    int labels = 5;
    int pixels = 2500; // not a whole number of blocks
    float[] planes = new float[labels * pixels];
    Random random = new Random(2);
    for (int i = 0; i < planes.length; i++) {
      planes[i] = (float) (20 * random.nextGaussian());
    }
    float[] before = planes.clone();
    PlaneSoftmax.apply(planes, labels);
    for (int i = 0; i < pixels; i++) {
      double best = Double.NEGATIVE_INFINITY;
      for (int l = 0; l < labels; l++) {
        best = Math.max(best, before[l * pixels + i]);
      }
      double sum = 0;
      for (int l = 0; l < labels; l++) {
        sum += Math.exp(before[l * pixels + i] - best);
      }
      double total = 0;
      for (int l = 0; l < labels; l++) {
        double expected = Math.exp(before[l * pixels + i] - best) / sum;
        assertEquals(expected, planes[l * pixels + i], 1e-6);
        total += planes[l * pixels + i];
      }
      assertEquals(1, total, 1e-6);
    }
  }
}
