package org.tag2mask.crf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Distributions and labels of pydensecrf, number by number. */
class GoldenDistributionTest {
  private static final double TOLERANCE = 1e-4;

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "psa_2, psa",
    "psa_3, psa",
    "psa_21, psa",
    "irn_label_3, irn",
    "deeplab_4, deeplab",
    "one_row, psa",
    "one_column, psa",
    "one_pixel, psa",
    "constant, psa"
  })
  void agreesWithPydensecrfAfterOneFiveAndTenIterations(String name, String preset) {
    Npy image = Npy.golden(name + ".image");
    Npy unary = Npy.golden(name + ".unary");
    for (int iterations : new int[] {1, 5, 10}) {
      CrfSettings settings = CrfSettings.preset(preset).withIterations(iterations);
      CrfResult result =
          new DenseCrf(settings)
              .infer(image.dim(1), image.dim(0), image.bytes(), unary.floats(), unary.dim(0));
      assertSame(Npy.golden(name + ".q" + iterations).floats(), result, name + " " + iterations);
    }
  }

  @Test
  void agreesWithTheWrapperOfPsa() {
    assertSame(Npy.golden("crf.psa").floats(), run(CrfSettings.preset("psa")), "psa");
    assertSame(
        Npy.golden("crf.psa_t1").floats(),
        run(CrfSettings.preset("psa").withIterations(1)),
        "psa, 1 iteration");
  }

  @Test
  void agreesWithTheWrapperOfDeeplab() {
    assertSame(Npy.golden("crf.deeplab").floats(), run(CrfSettings.preset("deeplab")), "deeplab");
  }

  @Test
  void agreesWithASingleGaussianKernel() {
    CrfSettings settings =
        CrfSettings.preset("psa")
            .withKernels(List.of(PairwiseKernel.gaussian(3, 3)))
            .withIterations(5);
    assertSame(Npy.golden("crf.gauss_only_t5").floats(), run(settings), "gaussian");
  }

  @Test
  void agreesWithASingleBilateralKernel() {
    CrfSettings settings =
        CrfSettings.preset("psa")
            .withKernels(List.of(PairwiseKernel.bilateral(80, 13, 10)))
            .withIterations(5);
    assertSame(Npy.golden("crf.bilateral_only_t5").floats(), run(settings), "bilateral");
  }

  @Test
  void agreesWithTheWrapperOfIrn() {
    Npy image = Npy.golden("crf.image_hwc");
    float[] unary = Unary.fromLabels(Npy.golden("crf.label").bytes(), 3, 0.7, Unary.Unsure.NEVER);
    assertArrayEquals(Npy.golden("crf.irn_unary").floats(), unary, 1e-6f);
    CrfResult result =
        new DenseCrf(CrfSettings.preset("irn"))
            .infer(image.dim(1), image.dim(0), image.bytes(), unary, 3);
    assertArrayEquals(Npy.golden("crf.irn_label").bytes(), result.labels());
  }

  private static CrfResult run(CrfSettings settings) {
    Npy image = Npy.golden("crf.image_hwc");
    float[] unary = Unary.fromProbabilities(Npy.golden("crf.prob").floats(), 1e-5);
    return new DenseCrf(settings).infer(image.dim(1), image.dim(0), image.bytes(), unary, 3);
  }

  /** Label agreement 1.0 and max |ΔQ| up to 1e-4. */
  static void assertSame(float[] expected, CrfResult actual, String what) {
    int pixels = actual.width() * actual.height();
    int labels = actual.labelCount();
    assertEquals(expected.length, labels * pixels);
    double worst = 0;
    int differing = 0;
    for (int i = 0; i < pixels; i++) {
      int top = 0;
      for (int l = 0; l < labels; l++) {
        worst =
            Math.max(
                worst, Math.abs(expected[l * pixels + i] - actual.probabilities()[l * pixels + i]));
        if (expected[l * pixels + i] > expected[top * pixels + i]) {
          top = l;
        }
      }
      if (top != (actual.labels()[i] & 0xff)) {
        differing++;
      }
    }
    assertTrue(worst <= TOLERANCE, what + ": max |ΔQ| " + worst);
    assertEquals(0, differing, what + ": pixels with another label");
  }
}
