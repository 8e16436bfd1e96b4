package org.tag2mask.runtime.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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

  @Test
  void refusesValuesOutOfRange() {
    assertThrows(RecipeException.class, () -> new Background.Threshold(-0.1));
    assertThrows(RecipeException.class, () -> new Background.Threshold(Double.NaN));
    assertThrows(RecipeException.class, () -> new Background.AlphaPower(0));
  }
}
