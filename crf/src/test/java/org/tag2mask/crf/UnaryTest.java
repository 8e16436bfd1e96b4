package org.tag2mask.crf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnaryTest {

  @Test
  void probabilitiesAreClampedBeforeTheLogarithm() {
    float[] unary = Unary.fromProbabilities(new float[] {0, 0.5f, 1, 7}, 1e-4);
    assertArrayEquals(
        new float[] {(float) -Math.log(1e-4), (float) -Math.log(0.5), 0, 0}, unary, 1e-6f);
  }

  @Test
  void aScaleMixesWithTheUniformDistribution() {
    float[] unary = Unary.fromProbabilities(new float[] {0, 1}, 2, 1e-5, 0.8);
    assertArrayEquals(new float[] {(float) -Math.log(0.1), (float) -Math.log(0.9)}, unary, 1e-6f);
  }

  @Test
  void bothMarksOfUnsurePixelsGiveTheSameEnergies() {
    byte[] at255 = {0, 1, (byte) 255, 2};
    byte[] atZero = {1, 2, 0, 3};
    float[] expected = new float[12];
    for (int l = 0; l < 3; l++) {
      for (int p = 0; p < 4; p++) {
        double probability = p == 2 ? 1.0 / 3 : (at255[p] == l ? 0.7 : 0.15);
        expected[l * 4 + p] = (float) -Math.log(probability);
      }
    }
    assertArrayEquals(expected, Unary.fromLabels(at255, 3, 0.7, Unary.Unsure.AT_255), 1e-6f);
    assertArrayEquals(expected, Unary.fromLabels(atZero, 3, 0.7, Unary.Unsure.AT_ZERO), 1e-6f);
  }

  @Test
  void voidAwareProbabilitiesAreZeroForAbsentClassesAndEvenAtVoidPixels() {
    byte[] map = {0, 4, (byte) 255};
    PresentLabels present = new PresentLabels(List.of(0, 2, 4));
    float[] q = Unary.voidAwareProbabilities(map, present, 6, 0.9);
    float t = 0.05f;
    float u = 1 / 3f;
    assertArrayEquals(
        new float[] {0.9f, t, u, 0, 0, 0, t, t, u, 0, 0, 0, t, 0.9f, u, 0, 0, 0}, q, 1e-6f);
  }

  @Test
  void presentLabelsAreFoundCompactedAndExpanded() {
    byte[] map = {7, 0, (byte) 255, 20, 7};
    PresentLabels present = PresentLabels.of(map);
    assertEquals(List.of(0, 7, 20), present.ids());
    byte[] compact = present.compact(map);
    assertArrayEquals(new byte[] {1, 0, (byte) 255, 2, 1}, compact);
    assertArrayEquals(map, present.expand(compact, 5));
    assertThrows(IllegalArgumentException.class, () -> present.compact(new byte[] {3}));
  }

  @ParameterizedTest
  @CsvSource({
    "psa, 10, 3, 3, 80, 13, 10",
    "seam, 10, 3, 3, 80, 13, 10",
    "mctformer-labels, 10, 3, 3, 80, 13, 10",
    "irn, 10, 3, 3, 50, 5, 10",
    "semformer-labels, 10, 3, 3, 50, 5, 10",
    "semformer, 1, 3, 3, 50, 5, 10",
    "cian-test, 5, 3, 3, 80, 13, 10",
    "cian-relabel, 10, 3, 3, 80, 13, 10",
    "mcis, 1, 3, 1, 80, 4, 3",
    "oaa, 1, 3, 1, 67, 4, 3",
    "deeplab, 10, 1, 3, 67, 3, 4",
    "vwe, 10, 1, 3, 64, 3, 4",
    "mctformer, 10, 4, 3, 83, 5, 3",
    "deeplab-v1, 1, 3, 3, 32, 13, 10"
  })
  void presetsCarryThePublishedNumbers(
      String name, int iterations, double sxy, double w, double bxy, double brgb, double bw) {
    CrfSettings settings = CrfSettings.preset(name);
    assertEquals(iterations, settings.iterations());
    assertEquals(
        List.of(PairwiseKernel.gaussian(sxy, w), PairwiseKernel.bilateral(bxy, brgb, bw)),
        settings.kernels());
    assertEquals(Normalization.SYMMETRIC, settings.normalization());
    assertEquals(14, CrfSettings.names().size());
  }
}
