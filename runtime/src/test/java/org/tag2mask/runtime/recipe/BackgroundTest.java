package org.tag2mask.runtime.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.runtime.RecipeException;

class BackgroundTest {

  @ParameterizedTest
  @CsvSource({"1,.500", "4,.276", "6,.222", "12,.147", "16,.123", "24,.094", "32,.077"})
  void alphaMeetsTheThresholdWhereBothScoreAlike(double alpha, float threshold) {
    float[] out = new float[1];
    new Background.AlphaPower(alpha).score(new float[] {threshold}, 1, 1, out);
    assertEquals(threshold, out[0], 1.2e-2);
  }

  @Test
  void alphaTakesTheStrongestClass() {
    float[] out = new float[2];
    new Background.AlphaPower(2).score(new float[] {0.5f, 0, 0.25f, 1.2f}, 2, 2, out);
    assertEquals(0.25f, out[0]);
    assertEquals(0, out[1]);
  }

  @Test
  void withoutClassesEverythingIsBackground() {
    float[] out = new float[1];
    new Background.AlphaPower(4).score(new float[0], 0, 1, out);
    assertEquals(1, out[0]);
  }

  /** Least variance within the groups is the same as most between them, computed another way. */
  @Test
  void otsuLeavesTheLeastVarianceWithinBothGroups() {
    Random random = new Random(6);
    for (int round = 0; round < 20; round++) {
      int pixels = 500;
      float[] cams = new float[2 * pixels];
      double share = 0.1 + 0.8 * random.nextDouble();
      for (int i = 0; i < cams.length; i++) {
        double centre = random.nextDouble() < share ? 0.2 : 0.7;
        cams[i] = (float) Math.min(1, Math.max(0, centre + 0.15 * random.nextGaussian()));
      }
      float[] out = new float[pixels];
      new Background.Otsu().score(cams, 2, pixels, out);
      double best = Double.POSITIVE_INFINITY;
      for (int edge = 1; edge < 256; edge++) {
        best = Math.min(best, within(cams, pixels, edge / 256.0));
      }
      assertEquals(best, within(cams, pixels, out[0]), 1e-9 * best);
      assertEquals(out[0], out[pixels - 1]);
    }
  }

  private static double within(float[] cams, int pixels, double threshold) {
    List<List<Double>> groups = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < pixels; i++) {
      double max = Math.max(cams[i], cams[pixels + i]);
      double binned = Math.min(255, Math.floor(max * 256));
      groups.get(binned / 256 < threshold ? 0 : 1).add(binned);
    }
    double sum = 0;
    for (List<Double> group : groups) {
      double mean = group.stream().mapToDouble(v -> v).average().orElse(0);
      sum += group.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    }
    return sum;
  }

  @Test
  void otsuOfAnEvenMapCallsAllOfItBackground() {
    float[] out = new float[3];
    new Background.Otsu().score(new float[] {0.4f, 0.4f, 0.4f}, 1, 3, out);
    assertEquals(1, out[0]);
    new Background.Otsu().score(new float[0], 0, 3, out);
    assertEquals(1, out[2]);
  }

  @Test
  void otsuIsShiftedAndStaysWithinTheRangeOfMaps() {
    float[] cams = {0.1f, 0.1f, 0.1f, 0.9f};
    float[] plain = new float[4];
    new Background.Otsu().score(cams, 1, 4, plain);
    float[] out = new float[4];
    new Background.Otsu(0.125).score(cams, 1, 4, out);
    assertEquals(plain[0] + 0.125f, out[0]);
    new Background.Otsu(1).score(cams, 1, 4, out);
    assertEquals(1, out[0]);
    new Background.Otsu(-1).score(cams, 1, 4, out);
    assertEquals(0, out[0]);
  }

  @Test
  void refusesValuesOutOfRange() {
    assertThrows(RecipeException.class, () -> new Background.Otsu(1.5));
    assertThrows(RecipeException.class, () -> new Background.Threshold(-0.1));
    assertThrows(RecipeException.class, () -> new Background.Threshold(Double.NaN));
    assertThrows(RecipeException.class, () -> new Background.AlphaPower(0));
  }
}
