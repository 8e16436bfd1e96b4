package org.tag2mask.crf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The lattice against the O(N²) sum it approximates. One update with two labels gives the filtered
 * value away: log(Q1/Q0) = U0 - U1 + w K tanh((U0 - U1)/2).
 */
class ExactFilterTest {
  private static final int WIDTH = 31;
  private static final int HEIGHT = 22;
  private static final int N = WIDTH * HEIGHT;
  private static final byte[] RGB = Scenes.picture(WIDTH, HEIGHT, 11);

  @ParameterizedTest
  @EnumSource(value = Normalization.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void positionKernelIsWithinTwoPercentOnAverage(Normalization normalization) {
    double error = meanError(PairwiseKernel.gaussian(3, 1), normalization, position(3));
    assertTrue(error < 0.02, normalization + ": mean relative error " + error);
  }

  @ParameterizedTest
  @EnumSource(value = Normalization.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void bilateralKernelIsWithinSixPercentOnAverage(Normalization normalization) {
    double error = meanError(PairwiseKernel.bilateral(20, 25, 1), normalization, bilateral(20, 25));
    assertTrue(error < 0.06, normalization + ": mean relative error " + error);
  }

  @Test
  void withoutNormalisationTheSumDividedByTheRowSumsIsTheNormalisedOne() {
    // The lattice's own row sums differ from the exact ones by its gain, so it is its own measure.
    PairwiseKernel kernel = PairwiseKernel.bilateral(20, 25, 0.01);
    float[] wavy = wavyUnary();
    float[] flat = new float[2 * N];
    Arrays.fill(flat, N, 2 * N, -1);
    double[] sums = filtered(kernel, Normalization.NONE, wavy);
    double[] rowSums = filtered(kernel, Normalization.NONE, flat);
    double[] normalised = filtered(kernel, Normalization.AFTER, wavy);
    for (int i = 0; i < N; i++) {
      assertEquals(normalised[i], sums[i] * Math.tanh(0.5) / rowSums[i], 2e-3);
    }
  }

  @Test
  void givenFeaturesOfOneAndThreeDimensionsAreWithinFivePercentOnAverage() {
    float[] depth = new float[N];
    float[] space = new float[3 * N];
    for (int i = 0; i < N; i++) {
      depth[i] = (float) Math.sin(i / 40.0);
      space[i] = i % WIDTH;
      space[N + i] = Math.floorDiv(i, WIDTH);
      space[2 * N + i] = (float) (10 * Math.cos(i / 90.0));
    }
    Map<String, FeatureMap> features =
        Map.of("depth", new FeatureMap(1, depth), "space", new FeatureMap(3, space));
    PairwiseKernel one = new PairwiseKernel.Features("depth", List.of(0.2), 1);
    double first =
        meanError(one, Normalization.SYMMETRIC, i -> new double[] {depth[i] / 0.2}, features);
    assertTrue(first < 0.05, "mean relative error " + first);
    PairwiseKernel three = new PairwiseKernel.Features("space", List.of(3.0, 4.0, 2.5), 1);
    double second =
        meanError(
            three,
            Normalization.SYMMETRIC,
            i -> new double[] {space[i] / 3, space[N + i] / 4, space[2 * N + i] / 2.5},
            features);
    assertTrue(second < 0.05, "mean relative error " + second);
  }

  @Test
  void givenFeaturesThatRepeatTheBilateralOnesGiveTheSameResult() {
    float[] values = new float[5 * N];
    for (int i = 0; i < N; i++) {
      values[i] = i % WIDTH;
      values[N + i] = Math.floorDiv(i, WIDTH);
      for (int c = 0; c < 3; c++) {
        values[(2 + c) * N + i] = RGB[3 * i + c] & 0xff;
      }
    }
    float[] unary = Scenes.energies(3, N, 4);
    CrfSettings settings =
        CrfSettings.preset("psa").withKernels(List.of(PairwiseKernel.bilateral(80, 13, 10)));
    CrfResult expected = new DenseCrf(settings).infer(WIDTH, HEIGHT, RGB, unary, 3);
    PairwiseKernel same =
        new PairwiseKernel.Features("all", List.of(80.0, 80.0, 13.0, 13.0, 13.0), 10);
    CrfResult actual =
        new DenseCrf(settings.withKernels(List.of(same)))
            .infer(
                new CrfInput(
                    WIDTH, HEIGHT, null, unary, 3, Map.of("all", new FeatureMap(5, values))));
    assertEquals(0, Scenes.worst(expected.probabilities(), actual.probabilities(), 3 * N), 1e-6);
  }

  private static IntFunction<double[]> position(double sxy) {
    return i -> new double[] {(i % WIDTH) / sxy, Math.floorDiv(i, WIDTH) / sxy};
  }

  private static IntFunction<double[]> bilateral(double sxy, double srgb) {
    return i ->
        new double[] {
          (i % WIDTH) / sxy,
          Math.floorDiv(i, WIDTH) / sxy,
          (RGB[3 * i] & 0xff) / srgb,
          (RGB[3 * i + 1] & 0xff) / srgb,
          (RGB[3 * i + 2] & 0xff) / srgb
        };
  }

  private static double meanError(
      PairwiseKernel kernel, Normalization normalization, IntFunction<double[]> features) {
    return meanError(kernel, normalization, features, Map.of());
  }

  private static double meanError(
      PairwiseKernel kernel,
      Normalization normalization,
      IntFunction<double[]> features,
      Map<String, FeatureMap> maps) {
    float[] unary = wavyUnary();
    double[] actual = filtered(kernel, normalization, unary, maps);
    double[] input = new double[N];
    for (int i = 0; i < N; i++) {
      input[i] = Math.tanh((unary[i] - unary[N + i]) / 2.0);
    }
    double[] exact = filter(features, normalization, input);
    double error = 0;
    double size = 0;
    for (int i = 0; i < N; i++) {
      error += Math.abs(actual[i] - exact[i]);
      size += Math.abs(exact[i]);
    }
    return error / size;
  }

  private static float[] wavyUnary() {
    float[] unary = new float[2 * N];
    for (int i = 0; i < N; i++) {
      unary[N + i] = (float) (-0.8 - 0.5 * Math.sin(i / 13.0));
    }
    return unary;
  }

  private static double[] filtered(
      PairwiseKernel kernel, Normalization normalization, float[] unary) {
    return filtered(kernel, normalization, unary, Map.of());
  }

  /** K tanh((U0 - U1)/2), read off the result of one update. */
  private static double[] filtered(
      PairwiseKernel kernel,
      Normalization normalization,
      float[] unary,
      Map<String, FeatureMap> maps) {
    CrfSettings settings =
        new CrfSettings(List.of(kernel), 1, normalization, Compatibility.potts());
    float[] q =
        new DenseCrf(settings)
            .infer(new CrfInput(WIDTH, HEIGHT, RGB, unary, 2, maps))
            .probabilities();
    double[] values = new double[N];
    for (int i = 0; i < N; i++) {
      double logit = Math.log((double) q[N + i] / q[i]) - (unary[i] - unary[N + i]);
      values[i] = logit / kernel.weight();
    }
    return values;
  }

  private static double[] filter(
      IntFunction<double[]> features, Normalization normalization, double[] input) {
    double[][] kernel = new double[N][N];
    double[] sums = new double[N];
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < N; j++) {
        double[] a = features.apply(i);
        double[] b = features.apply(j);
        double square = 0;
        for (int c = 0; c < a.length; c++) {
          square += (a[c] - b[c]) * (a[c] - b[c]);
        }
        kernel[i][j] = Math.exp(-square / 2);
        sums[i] += kernel[i][j];
      }
    }
    double[] output = new double[N];
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < N; j++) {
        double factor =
            switch (normalization) {
              case SYMMETRIC -> 1 / Math.sqrt(sums[i] * sums[j]);
              case BEFORE -> 1 / sums[j];
              case AFTER -> 1 / sums[i];
              case NONE -> 1;
            };
        output[i] += factor * kernel[i][j] * input[j];
      }
    }
    return output;
  }
}
