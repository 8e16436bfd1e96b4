package org.tag2mask.trainer.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;

class DecoupledHeadTest {
  private static final int CLASSES = 3;
  private static final int CHANNELS = 5;
  private static final int CELLS = 6 * 7;

  private final HeadOnMap head = new HeadOnMap("decoupled", "none", CLASSES, CHANNELS);
  private final ParameterSet parameters = random(head, 4);
  private final Tensor features = features(6, 7);
  private final Map<String, Tensor> outputs = head.run(parameters, features);

  @Test
  void expansiveAttentionIsSoftplusPlusATenthDividedByItsSumOverPixels() {
    float[] a = outputs.get("expansive").values();
    for (int map = 0; map < 2 * CLASSES; map++) {
      double[] z = new double[CELLS];
      for (int i = 0; i < CELLS; i++) {
        z[i] = Math.log1p(Math.exp(linear("expansive", map, i))) + 0.1;
      }
      double sum = Arrays.stream(z).sum();
      for (int i = 0; i < CELLS; i++) {
        assertEquals(z[i] / sum, a[map * CELLS + i], 1e-7);
      }
    }
  }

  @Test
  void theScoreIsTheSumOfDiscriminativeTimesExpansive() {
    float[] a = outputs.get("expansive").values();
    float[] s = outputs.get("discriminative").values();
    for (int map = 0; map < 2 * CLASSES; map++) {
      double p = 0;
      for (int i = 0; i < CELLS; i++) {
        assertEquals(linear("discriminative", map, i), s[map * CELLS + i], 1e-5);
        p += (double) s[map * CELLS + i] * a[map * CELLS + i];
      }
      assertEquals(p, outputs.get("score").values()[map], 1e-5);
    }
  }

  @Test
  void theMapIsTheMergeOfBothByTheSoftmaxOfTheScores() {
    float[] p = outputs.get("score").values();
    for (int n = 0; n < 2; n++) {
      double sum = 0;
      for (int c = 0; c < CLASSES; c++) {
        sum += Math.exp(p[n * CLASSES + c]);
      }
      for (int c = 0; c < CLASSES; c++) {
        int map = n * CLASSES + c;
        double q = Math.exp(p[map]) / sum;
        double[] whole = minMax(outputs.get("expansive"), map);
        double[] parts = minMax(outputs.get("discriminative"), map);
        for (int i = 0; i < CELLS; i++) {
          // the graph divides by the range plus 1e-5
          assertEquals(
              q * whole[i] + (1 - q) * parts[i],
              outputs.get("cam").values()[map * CELLS + i],
              1e-4);
        }
      }
    }
  }

  @Test
  void rectifiedNegativesCountAsZeroInTheMerge() {
    HeadOnMap rectified =
        new HeadOnMap("decoupled", "none[rectify=yes,streams=one]", CLASSES, CHANNELS);
    Map<String, Tensor> one = rectified.run(parameters, features);
    for (int map = 0; map < 2 * CLASSES; map++) {
      float[] clipped = one.get("discriminative").values().clone();
      for (int i = 0; i < clipped.length; i++) {
        clipped[i] = Math.max(0, clipped[i]);
      }
      double[] range = minMax(new Tensor(new int[] {2, CLASSES, 6, 7}, clipped), map);
      for (int i = 0; i < CELLS; i++) {
        assertEquals(range[i], one.get("cam").values()[map * CELLS + i], 1e-4);
      }
    }
  }

  @Test
  void theFeatureSumIsTheSumOverChannels() {
    Tensor sum = outputs.get("feature_sum");
    assertArrayEquals(new int[] {2, 1, 6, 7}, sum.shape());
    for (int n = 0; n < 2; n++) {
      for (int i = 0; i < CELLS; i++) {
        double expected = 0;
        for (int c = 0; c < CHANNELS; c++) {
          expected += features.values()[(n * CHANNELS + c) * CELLS + i];
        }
        assertEquals(expected, sum.values()[n * CELLS + i], 1e-5);
      }
    }
  }

  @Test
  void equalFeaturesGetEqualAttention() {
    float[] values = new float[2 * CHANNELS * CELLS];
    Arrays.fill(values, 0.7f);
    Map<String, Tensor> flat =
        head.run(parameters, new Tensor(new int[] {2, CHANNELS, 6, 7}, values));
    for (float a : flat.get("expansive").values()) {
      assertEquals(1.0 / CELLS, a, 1e-8);
    }
    float[] none = new float[2 * CLASSES * CELLS];
    assertArrayEquals(none, flat.get("cam").values(), "a constant map says nothing");
  }

  @Test
  void showingEverythingTwiceLeavesTheScores() {
    Tensor twice = new Tensor(new int[] {2, CHANNELS, 12, 7}, doubled(features.values()));
    assertArrayEquals(
        outputs.get("score").values(), head.run(parameters, twice).get("score").values(), 1e-6f);
  }

  @Test
  void theSingleStreamAveragesItsOneMap() {
    HeadOnMap single = new HeadOnMap("decoupled", "none[streams=one]", CLASSES, CHANNELS);
    assertEquals(
        List.of("cam", "score", "discriminative", "feature_sum"), single.network().published());
    assertEquals(2, single.network().graph().parameters().size());
    Map<String, Tensor> one = single.run(parameters, features);
    assertArrayEquals(outputs.get("discriminative").values(), one.get("discriminative").values());
    for (int map = 0; map < 2 * CLASSES; map++) {
      double mean = 0;
      for (int i = 0; i < CELLS; i++) {
        mean += one.get("discriminative").values()[map * CELLS + i] / CELLS;
      }
      assertEquals(mean, one.get("score").values()[map], 1e-6);
      double[] range = minMax(one.get("discriminative"), map);
      for (int i = 0; i < CELLS; i++) {
        assertEquals(range[i], one.get("cam").values()[map * CELLS + i], 1e-4);
      }
    }
  }

  @Test
  void ratesThatDropEverythingAreRefused() {
    for (String rate : new String[] {"1", "-0.1", "2"}) {
      ModelException e =
          assertThrows(
              ModelException.class,
              () -> new HeadOnMap("decoupled", "none[rate=" + rate + "]", 2, 4));
      assertTrue(e.getMessage().contains("rate must be"), e.getMessage());
    }
  }

  private double linear(String detector, int map, int cell) {
    float[] weight = parameters.get(detector + ".weight").values();
    int k = map % CLASSES;
    double sum = parameters.get(detector + ".bias").values()[k];
    for (int c = 0; c < CHANNELS; c++) {
      sum +=
          (double) weight[k * CHANNELS + c]
              * features.values()[(map / CLASSES * CHANNELS + c) * CELLS + cell];
    }
    return sum;
  }

  private static double[] minMax(Tensor maps, int map) {
    double[] values = new double[CELLS];
    for (int i = 0; i < CELLS; i++) {
      values[i] = maps.values()[map * CELLS + i];
    }
    double min = Arrays.stream(values).min().orElseThrow();
    double max = Arrays.stream(values).max().orElseThrow();
    return Arrays.stream(values).map(v -> (v - min) / (max - min)).toArray();
  }

  /** Each map of 6 rows followed by itself. */
  private static float[] doubled(float[] values) {
    float[] twice = new float[2 * values.length];
    for (int map = 0; map < 2 * CHANNELS; map++) {
      System.arraycopy(values, map * CELLS, twice, 2 * map * CELLS, CELLS);
      System.arraycopy(values, map * CELLS, twice, (2 * map + 1) * CELLS, CELLS);
    }
    return twice;
  }

  private static Tensor features(int h, int w) {
    Random draw = new Random(1);
    float[] values = new float[2 * CHANNELS * h * w];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.max(0, draw.nextGaussian());
    }
    return new Tensor(new int[] {2, CHANNELS, h, w}, values);
  }

  private static ParameterSet random(HeadOnMap head, long seed) {
    Random draw = new Random(seed);
    Map<String, Tensor> values = new LinkedHashMap<>();
    head.network()
        .graph()
        .parameters()
        .forEach(
            p -> {
              float[] v = new float[(int) p.elements()];
              for (int i = 0; i < v.length; i++) {
                v[i] = (float) draw.nextGaussian();
              }
              values.put(p.name(), new Tensor(p.shape(), v));
            });
    return ParameterSet.of(values);
  }
}
