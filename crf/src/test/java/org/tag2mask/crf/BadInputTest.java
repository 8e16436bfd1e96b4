package org.tag2mask.crf;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every refusal names the argument, the value and what was expected. */
class BadInputTest {
  private static final DenseCrf CRF = new DenseCrf(CrfSettings.preset("psa"));

  @ParameterizedTest
  @ValueSource(
      floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 3e38f, -2e30f})
  void refusesEnergiesThatAreNotFinite(float value) {
    for (int at : new int[] {0, 699, 700, 1399}) {
      float[] unary = new float[1400];
      unary[at] = value;
      refuses(
          () -> CRF.infer(28, 25, new byte[2100], unary, 2),
          "unary[" + at + "]",
          String.valueOf(value),
          "finite");
    }
  }

  @Test
  void refusesWrongLengths() {
    refuses(() -> CRF.infer(4, 3, new byte[35], new float[24], 2), "rgb", "35", "36");
    refuses(() -> CRF.infer(4, 3, new byte[36], new float[23], 2), "unary", "23", "24");
    refuses(
        () ->
            new CrfInput(
                4, 3, null, new float[24], 2, Map.of("d", new FeatureMap(2, new float[23]))),
        "features 'd'",
        "23",
        "24");
  }

  @Test
  void refusesSizesOutOfRange() {
    refuses(() -> CRF.infer(0, 3, new byte[0], new float[0], 2), "width", "0");
    refuses(() -> CRF.infer(3, -1, new byte[0], new float[0], 2), "height", "-1");
    refuses(() -> CRF.infer(1, 1, new byte[3], new float[0], 0), "labels", "0", "1 to 255");
    refuses(() -> CRF.infer(1, 1, new byte[3], new float[300], 300), "labels", "300");
    refuses(
        () -> CRF.infer(60_000, 60_000, new byte[3], new float[1], 2),
        "width * height",
        "3600000000");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesDeviationsThatAreNotPositive(double value) {
    refuses(() -> PairwiseKernel.gaussian(value, 3), "sx", String.valueOf(value));
    refuses(() -> PairwiseKernel.bilateral(3, value, 3), "sr", String.valueOf(value));
    refuses(
        () -> new PairwiseKernel.Features("depth", List.of(1.0, value), 3),
        "depth",
        String.valueOf(value));
  }

  @Test
  void refusesWeightsAndIterationsOutOfRange() {
    refuses(() -> PairwiseKernel.gaussian(3, Double.NaN), "weight", "NaN");
    refuses(() -> CrfSettings.preset("psa").withIterations(-1), "iterations", "-1");
    refuses(() -> CrfSettings.preset("nope"), "nope", "psa", "irn");
  }

  @Test
  void refusesAMatrixThatDoesNotFitTheLabels() {
    refuses(() -> new Compatibility.Matrix(List.of(List.of(1.0, 2.0))), "row 0", "2", "1");
    CrfSettings settings =
        CrfSettings.preset("psa")
            .withCompatibility(new Compatibility.Matrix(List.of(List.of(1.0))));
    refuses(
        () -> new DenseCrf(settings).infer(2, 2, new byte[12], new float[8], 2),
        "compatibility",
        "1 rows",
        "2");
  }

  @Test
  void refusesMissingPixelsAndFeatures() {
    refuses(() -> CRF.infer(2, 2, null, new float[8], 2), "rgb", "null");
    DenseCrf crf =
        new DenseCrf(
            CrfSettings.preset("psa")
                .withKernels(List.of(new PairwiseKernel.Features("depth", List.of(1.0), 1))));
    refuses(() -> crf.infer(2, 2, null, new float[8], 2), "depth", "missing");
    CrfInput nan =
        new CrfInput(
            2,
            2,
            null,
            new float[8],
            2,
            Map.of("depth", new FeatureMap(1, new float[] {1, 2, Float.NaN, 4})));
    refuses(() -> crf.infer(nan), "depth", "NaN", "pixel 2");
  }

  @Test
  void refusesFeaturesThatSpanTooManyDeviations() {
    CrfSettings settings =
        CrfSettings.preset("psa").withKernels(List.of(PairwiseKernel.bilateral(0.01, 0.001, 3)));
    refuses(
        () -> new DenseCrf(settings).infer(40, 40, new byte[4800], new float[3200], 2),
        "standard deviations",
        "larger");
  }

  @Test
  void refusesWhatTheHeapCannotHoldAndSaysHowMuchItNeeds() {
    int side = 4000;
    float[] unary = new float[2 * side * side];
    byte[] rgb = new byte[3 * side * side];
    // Eight kernels of 16 dimensions: more than the 2 GB of the tests.
    List<PairwiseKernel> kernels =
        java.util.Collections.nCopies(8, PairwiseKernel.bilateral(80, 13, 10));
    DenseCrf crf = new DenseCrf(CrfSettings.preset("psa").withKernels(kernels));
    refuses(() -> crf.infer(side, side, rgb, unary, 2), "4000 x 4000", "MB", "-Xmx");
  }

  @Test
  void refusesBadUnaryParameters() {
    refuses(() -> Unary.fromProbabilities(new float[] {1, Float.NaN}, 1e-5), "probabilities[1]");
    refuses(() -> Unary.fromProbabilities(new float[2], 0), "lowest", "0");
    refuses(() -> Unary.fromLogits(new float[] {Float.NEGATIVE_INFINITY}), "logits[0]");
    refuses(
        () -> Unary.fromLabels(new byte[] {0, 3}, 3, 0.7, Unary.Unsure.AT_255),
        "map[1]",
        "3",
        "0 to 2");
    refuses(() -> Unary.fromLabels(new byte[1], 2, 1, Unary.Unsure.NEVER), "certainty", "1.0");
  }

  private static void refuses(Executable action, String... parts) {
    String message = assertThrows(IllegalArgumentException.class, action).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), "'" + message + "' does not say '" + part + "'");
    }
  }
}
