package org.tag2mask.crf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CrfTraceTest {

  @Test
  void theFreeEnergyFallsAndSettles() {
    CrfInput input = Scenes.input(40, 30, 4, 60);
    CrfSettings settings = CrfSettings.of(20, 3, 1, 20, 20, 1);
    CrfResult result = new DenseCrf(settings).trace(input, new CrfWorkspace());
    List<CrfTrace.Step> steps = result.trace().steps();
    assertEquals(21, steps.size());
    for (int t = 1; t < steps.size(); t++) {
      double fall = steps.get(t - 1).freeEnergy() - steps.get(t).freeEnergy();
      assertTrue(fall > -1e-2, "step " + t + " rises by " + -fall);
    }
    double first = steps.get(0).freeEnergy() - steps.get(1).freeEnergy();
    double last = steps.get(19).freeEnergy() - steps.get(20).freeEnergy();
    assertTrue(first > 1 && Math.abs(last) < first / 100, first + " then " + last);
  }

  @Test
  void aTracedRunGivesTheSameDistribution() {
    CrfInput input = Scenes.input(40, 30, 4, 61);
    DenseCrf crf = new DenseCrf(CrfSettings.preset("psa").withIterations(4));
    CrfResult plain = crf.infer(input);
    CrfResult traced = crf.trace(input, new CrfWorkspace());
    assertArrayEquals(plain.probabilities(), traced.probabilities(), 1e-5f);
    assertTrue(plain.trace().steps().isEmpty());
  }

  @Test
  void theSumsAreThoseOfTheReturnedDistribution() {
    CrfInput input = Scenes.input(17, 12, 3, 62);
    int n = input.pixels();
    CrfResult result =
        new DenseCrf(CrfSettings.of(0, 3, 0, 80, 13, 0)).trace(input, new CrfWorkspace());
    double entropy = 0;
    double unary = 0;
    for (int i = 0; i < 3 * n; i++) {
      double q = result.probabilities()[i];
      entropy += q * Math.log(q);
      unary += q * input.unary()[i];
    }
    CrfTrace.Step step = result.trace().steps().get(0);
    assertEquals(entropy, step.negativeEntropy(), 1e-3);
    assertEquals(unary, step.unary(), 1e-3);
    assertEquals(0, step.pairwise(), 1e-6);
    // Without kernels the free energy of softmax(-U) is -log Z.
    double logZ = 0;
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int l = 0; l < 3; l++) {
        sum += Math.exp(-input.unary()[l * n + i]);
      }
      logZ += Math.log(sum);
    }
    assertEquals(-logZ, step.freeEnergy(), 1e-3);
  }

  @Test
  void thePairwiseSumCountsEveryPairTwice() {
    // One label certain everywhere under a row-normalised kernel: every pixel pays -w.
    int n = 12 * 9;
    float[] unary = new float[2 * n];
    java.util.Arrays.fill(unary, n, 2 * n, 60);
    CrfSettings settings =
        CrfSettings.of(0, 3, 2, 80, 13, 0).withNormalization(Normalization.AFTER);
    CrfResult result =
        new DenseCrf(settings)
            .trace(CrfInput.of(12, 9, new byte[3 * n], unary, 2), new CrfWorkspace());
    CrfTrace.Step step = result.trace().steps().get(0);
    assertEquals(-2.0 * n, step.pairwise(), 1e-2);
    assertEquals(-2.0 * n, step.klDivergence(), 1e-2);
    assertEquals(-1.0 * n, step.freeEnergy(), 1e-2);
  }
}
