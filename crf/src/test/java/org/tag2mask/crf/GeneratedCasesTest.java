package org.tag2mask.crf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random sizes, labels, kernels and settings: never an exception, a NaN, or a sum other than 1. */
class GeneratedCasesTest {

  @Test
  void anyValidCaseGivesADistribution() {
    Random random = new Random(77);
    CrfWorkspace workspace = new CrfWorkspace();
    for (int round = 0; round < 400; round++) {
      int width = size(random);
      int height = size(random);
      int labels = 1 + random.nextInt(random.nextInt(10) == 0 ? 40 : 9);
      int n = width * height;
      List<PairwiseKernel> kernels = new ArrayList<>();
      for (int k = random.nextInt(4); k > 0; k--) {
        kernels.add(kernel(random));
      }
      CrfSettings settings =
          new CrfSettings(
              kernels,
              random.nextInt(5),
              Normalization.values()[random.nextInt(4)],
              random.nextInt(4) == 0 ? matrix(labels, random) : Compatibility.potts());
      byte[] rgb = new byte[3 * n];
      if (random.nextBoolean()) {
        random.nextBytes(rgb);
      }
      float scale = random.nextBoolean() ? 1 : 1e6f;
      float[] unary = new float[labels * n];
      float[] depth = new float[n];
      for (int i = 0; i < unary.length; i++) {
        unary[i] = scale * (float) random.nextGaussian();
      }
      for (int i = 0; i < n; i++) {
        depth[i] = (float) random.nextGaussian();
      }
      CrfInput input =
          new CrfInput(
              width, height, rgb, unary, labels, Map.of("depth", new FeatureMap(1, depth)));
      String what = round + ": " + width + "x" + height + ", " + labels + " labels, " + settings;
      check(new DenseCrf(settings).infer(input, workspace), what);
      if (round % 10 == 0) {
        check(new DenseCrf(settings).trace(input, workspace), what);
      }
    }
  }

  private static void check(CrfResult result, String what) {
    int n = result.width() * result.height();
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int l = 0; l < result.labelCount(); l++) {
        float q = result.probabilities()[l * n + i];
        assertTrue(q >= 0 && q <= 1.000001f, what + ": probability " + q);
        sum += q;
      }
      assertEquals(1, sum, 1e-5, what);
      assertTrue((result.labels()[i] & 0xff) < result.labelCount(), what);
    }
  }

  private static int size(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> 1;
      case 1 -> 1 + random.nextInt(5);
      default -> 1 + random.nextInt(50);
    };
  }

  private static PairwiseKernel kernel(Random random) {
    double weight = 8 * random.nextDouble() - 2;
    double sxy = 0.5 + 90 * random.nextDouble();
    return switch (random.nextInt(3)) {
      case 0 -> PairwiseKernel.gaussian(sxy, weight);
      case 1 -> PairwiseKernel.bilateral(sxy, 1 + 60 * random.nextDouble(), weight);
      default -> new PairwiseKernel.Features("depth", List.of(sxy / 30), weight);
    };
  }

  private static Compatibility matrix(int labels, Random random) {
    List<List<Double>> rows = new ArrayList<>();
    for (int l = 0; l < labels; l++) {
      rows.add(random.doubles(labels, -1, 1).boxed().toList());
    }
    return new Compatibility.Matrix(rows);
  }
}
