package org.tag2mask.crf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvariantTest {
  private static final DenseCrf PSA = new DenseCrf(CrfSettings.preset("psa"));

  @Test
  void weightZeroGivesTheSoftmaxOfTheUnary() {
    for (int labels : new int[] {2, 3, 9}) {
      CrfInput input = Scenes.input(19, 14, labels, 2);
      DenseCrf crf = new DenseCrf(CrfSettings.of(5, 3, 0, 80, 13, 0));
      assertArrayEquals(softmax(input), crf.infer(input).probabilities(), 2e-6f);
    }
  }

  @Test
  void noIterationsGiveTheSoftmaxOfTheUnary() {
    for (int labels : new int[] {2, 7}) {
      CrfInput input = Scenes.input(19, 14, labels, 3);
      DenseCrf crf = new DenseCrf(CrfSettings.preset("psa").withIterations(0));
      assertArrayEquals(softmax(input), crf.infer(input).probabilities(), 2e-6f);
    }
  }

  @Test
  void probabilitiesOfAPixelSumToOneAndTheLabelIsTheHighest() {
    for (int labels : new int[] {2, 3, 8, 21}) {
      CrfInput input = Scenes.input(37, 23, labels, 5);
      CrfResult result = PSA.infer(input);
      int n = input.pixels();
      for (int i = 0; i < n; i++) {
        double sum = 0;
        int top = 0;
        for (int l = 0; l < labels; l++) {
          sum += result.probabilities()[l * n + i];
          if (result.probabilities()[l * n + i] > result.probabilities()[top * n + i]) {
            top = l;
          }
        }
        assertEquals(1, sum, 1e-5);
        assertEquals(top, result.labels()[i]);
      }
    }
  }

  @Test
  void permutingTheClassesPermutesTheResult() {
    for (int labels : new int[] {3, 10}) {
      CrfInput input = Scenes.input(40, 31, labels, 6);
      int n = input.pixels();
      float[] turned = new float[labels * n];
      for (int l = 0; l < labels; l++) {
        System.arraycopy(input.unary(), l * n, turned, (l + 1) % labels * n, n);
      }
      float[] q = PSA.infer(input).probabilities();
      float[] other = PSA.infer(40, 31, input.rgb(), turned, labels).probabilities();
      for (int l = 0; l < labels; l++) {
        float[] a = Arrays.copyOfRange(q, l * n, (l + 1) * n);
        float[] b = Arrays.copyOfRange(other, (l + 1) % labels * n, ((l + 1) % labels + 1) * n);
        assertEquals(0, Scenes.worst(a, b, n), 5e-5);
      }
    }
  }

  @Test
  void flippingTheImageFlipsTheResultUpToLatticeNoise() {
    int width = 48;
    int height = 36;
    int n = width * height;
    CrfInput input = Scenes.input(width, height, 3, 7);
    byte[] rgb = new byte[3 * n];
    float[] unary = new float[3 * n];
    for (int i = 0; i < n; i++) {
      int mirrored = i - i % width + width - 1 - i % width;
      for (int c = 0; c < 3; c++) {
        rgb[3 * mirrored + c] = input.rgb()[3 * i + c];
        unary[c * n + mirrored] = input.unary()[c * n + i];
      }
    }
    float[] q = PSA.infer(input).probabilities();
    float[] flipped = PSA.infer(width, height, rgb, unary, 3).probabilities();
    double sum = 0;
    for (int i = 0; i < n; i++) {
      int mirrored = i - i % width + width - 1 - i % width;
      sum += Math.abs(q[i] - flipped[mirrored]);
    }
    assertTrue(sum / n < 0.04, "mean difference " + sum / n);
  }

  @Test
  void equalUnariesStayEqualOnAConstantImage() {
    int n = 25 * 17;
    byte[] rgb = new byte[3 * n];
    Arrays.fill(rgb, (byte) 200);
    CrfResult result = PSA.infer(25, 17, rgb, new float[4 * n], 4);
    float[] quarter = new float[4 * n];
    Arrays.fill(quarter, 0.25f);
    assertArrayEquals(quarter, result.probabilities(), 1e-6f);
  }

  @Test
  void oneLabelIsCertain() {
    CrfResult result = PSA.infer(Scenes.input(5, 4, 1, 8));
    for (int i = 0; i < 20; i++) {
      assertEquals(1, result.probabilities()[i]);
      assertEquals(0, result.labels()[i]);
    }
  }

  @Test
  void aPottsMatrixInEitherFormEqualsPotts() {
    int labels = 4;
    CrfInput input = Scenes.input(33, 29, labels, 9);
    float[] expected = PSA.infer(input).probabilities();
    for (double diagonal : new double[] {-1, 0}) {
      List<List<Double>> rows = new ArrayList<>();
      for (int l = 0; l < labels; l++) {
        Double[] row = new Double[labels];
        Arrays.fill(row, diagonal + 1);
        row[l] = diagonal;
        rows.add(List.of(row));
      }
      CrfSettings settings =
          CrfSettings.preset("psa").withCompatibility(new Compatibility.Matrix(rows));
      float[] actual = new DenseCrf(settings).infer(input).probabilities();
      assertEquals(0, Scenes.worst(expected, actual, labels * input.pixels()), 5e-5);
    }
  }

  @Test
  void aMatrixThatLikesAPairOfLabelsRaisesThemTogether() {
    // Labels 1 and 2 attract each other; 0 is alone. Where 1 is certain nearby, 2 gains.
    List<List<Double>> rows =
        List.of(List.of(0.0, 0.0, 0.0), List.of(0.0, 0.0, -1.0), List.of(0.0, -1.0, 0.0));
    CrfSettings settings =
        CrfSettings.of(1, 3, 3, 80, 13, 0).withCompatibility(new Compatibility.Matrix(rows));
    int n = 21;
    float[] unary = new float[3 * n];
    for (int i = 0; i < n; i++) {
      unary[n + i] = i == 10 ? 0 : -5;
    }
    CrfResult result = new DenseCrf(settings).infer(n, 1, new byte[3 * n], unary, 3);
    assertTrue(result.probability(2, 10, 0) > 0.8, "label 2 at " + result.probability(2, 10, 0));
    assertEquals(result.probability(0, 10, 0), result.probability(1, 10, 0), 0.02);
  }

  @Test
  void twoEqualKernelsOfHalfTheWeightEqualOne() {
    CrfInput input = Scenes.input(30, 20, 3, 10);
    CrfSettings one = CrfSettings.preset("psa").withKernels(List.of(PairwiseKernel.gaussian(3, 4)));
    CrfSettings two =
        one.withKernels(List.of(PairwiseKernel.gaussian(3, 2), PairwiseKernel.gaussian(3, 2)));
    assertEquals(
        0,
        Scenes.worst(
            new DenseCrf(one).infer(input).probabilities(),
            new DenseCrf(two).infer(input).probabilities(),
            3 * 600),
        1e-5);
  }

  @Test
  void aNegativeWeightIsTheOppositeOfAPositiveOne() {
    // Two kernels of equal size and opposite weight cancel.
    CrfInput input = Scenes.input(30, 20, 3, 12);
    CrfSettings settings =
        CrfSettings.preset("psa")
            .withKernels(List.of(PairwiseKernel.gaussian(3, 2), PairwiseKernel.gaussian(3, -2)));
    assertArrayEquals(softmax(input), new DenseCrf(settings).infer(input).probabilities(), 1e-5f);
  }

  @Test
  void hugeEnergiesOfImpossibleLabelsLeaveTheOthersAlone() {
    CrfInput input = Scenes.input(30, 20, 3, 13);
    float[] unary = Arrays.copyOf(input.unary(), 4 * 600);
    float[] first = new float[4 * 600];
    Arrays.fill(first, 0, 600, 1e9f);
    System.arraycopy(unary, 0, first, 600, 3 * 600);
    float[] expected = PSA.infer(input).probabilities();
    float[] actual = PSA.infer(30, 20, input.rgb(), first, 4).probabilities();
    assertEquals(0, Scenes.worst(expected, Arrays.copyOfRange(actual, 600, 2400), 1800), 5e-5);
  }

  private static float[] softmax(CrfInput input) {
    int n = input.pixels();
    float[] q = new float[input.labels() * n];
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int l = 0; l < input.labels(); l++) {
        sum += Math.exp(-input.unary()[l * n + i]);
      }
      for (int l = 0; l < input.labels(); l++) {
        q[l * n + i] = (float) (Math.exp(-input.unary()[l * n + i]) / sum);
      }
    }
    return q;
  }
}
