package org.tag2mask.trainer.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;

class CianHeadTest {
  private static final int LABELS = 3;
  private static final int CHANNELS = 4;
  private static final int H = 5;
  private static final int W = 6;
  private static final int CELLS = H * W;

  private final HeadOnMap head = new HeadOnMap("cian", "none[rate=2]", LABELS - 1, CHANNELS);

  /** Values that make every layer matter; a scale of the normalisation as drawn, which is 0. */
  private static ParameterSet random(HeadOnMap head) {
    Random random = new Random(5);
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (Parameter p : head.network().graph().parameters()) {
      float[] drawn = new float[Math.toIntExact(Tensor.elements(p.shape()))];
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = (float) random.nextGaussian();
      }
      if (p.name().equals("affinity.norm.running_var")) {
        Arrays.fill(drawn, 1.7f);
      }
      values.put(p.name(), new Tensor(p.shape(), drawn));
    }
    return ParameterSet.of(values);
  }

  private static ParameterSet with(ParameterSet parameters, String name, float value) {
    Map<String, Tensor> values = new LinkedHashMap<>(parameters.asMap());
    float[] same = new float[values.get(name).values().length];
    Arrays.fill(same, value);
    values.put(name, new Tensor(values.get(name).shape(), same));
    return ParameterSet.of(values);
  }

  private static Tensor noise(int images, long... seeds) {
    float[] values = new float[images * CHANNELS * CELLS];
    for (int n = 0; n < images; n++) {
      Random random = new Random(seeds[n]);
      for (int i = 0; i < CHANNELS * CELLS; i++) {
        values[n * CHANNELS * CELLS + i] = (float) random.nextGaussian();
      }
    }
    return new Tensor(new int[] {images, CHANNELS, H, W}, values);
  }

  @Test
  void theScaleOfTheNormalisationBeginsAtZeroAndTheModuleThenAddsNothing() {
    assertArrayEquals(new float[CHANNELS], head.initial(1).get("affinity.norm.weight").values());
    ParameterSet parameters =
        with(with(random(head), "affinity.norm.weight", 0), "affinity.norm.bias", 0);
    Tensor x = noise(2, 1, 2);
    Map<String, Tensor> outputs = head.run(parameters, x);
    for (String branch : List.of("logits", "cross_logits")) {
      float[] logits = outputs.get(branch).values();
      double[] plain = classified(parameters, doubles(x, 0));
      for (int i = 0; i < plain.length; i++) {
        assertEquals(plain[i], logits[i], 1e-4, branch);
      }
    }
  }

  @Test
  void withoutTheModuleItIsPlainLargeFov() {
    HeadOnMap plain = new HeadOnMap("largefov", "none[form=direct,rate=2]", LABELS - 1, CHANNELS);
    ParameterSet parameters =
        with(with(random(head), "affinity.norm.weight", 0), "affinity.norm.bias", 0);
    ParameterSet classifier =
        ParameterSet.of(Map.of("cls_conv.weight", parameters.get("cls_conv.weight")));
    Tensor x = noise(2, 1, 2);
    assertArrayEquals(
        plain.run(classifier, x).get("logits").values(),
        head.run(parameters, x).get("logits").values(),
        1e-5f);
  }

  @Test
  void membersThatAreEqualGiveEachOtherWhatTheyGiveThemselves() {
    Map<String, Tensor> outputs = head.run(random(head), noise(4, 1, 1, 2, 2));
    assertArrayEquals(outputs.get("logits").values(), outputs.get("cross_logits").values(), 1e-4f);
    Map<String, Tensor> others = head.run(random(head), noise(4, 1, 2, 2, 1));
    assertTrue(
        apart(others.get("logits").values(), others.get("cross_logits").values()) > 0.1,
        "different members say something");
  }

  @ParameterizedTest
  @CsvSource({"2,max", "3,max", "3,mean"})
  void bothBranchesFollowTheFormula(int group, String merge) {
    HeadOnMap grouped =
        new HeadOnMap(
            "cian", "none[rate=2,group=" + group + ",merge=" + merge + "]", LABELS - 1, CHANNELS);
    ParameterSet parameters = random(grouped);
    Tensor x = noise(group, 11, 12, 13);
    Map<String, Tensor> outputs = grouped.run(parameters, x);
    for (int query = 0; query < group; query++) {
      List<double[][]> messages = new ArrayList<>();
      for (int by = 0; by < group; by++) {
        messages.add(message(parameters, doubles(x, query), doubles(x, (query + by) % group)));
      }
      close(parameters, x, query, messages.get(0), outputs.get("logits"));
      close(parameters, x, query, merged(messages, merge), outputs.get("cross_logits"));
    }
  }

  private static double[][] merged(List<double[][]> messages, String merge) {
    double[][] merged = new double[CHANNELS / 2][CELLS];
    for (int c = 0; c < merged.length; c++) {
      for (int i = 0; i < CELLS; i++) {
        int channel = c;
        int cell = i;
        var all = messages.stream().mapToDouble(m -> m[channel][cell]);
        merged[c][i] = merge.equals("max") ? all.max().orElseThrow() : all.average().orElseThrow();
      }
    }
    return merged;
  }

  private static void close(
      ParameterSet parameters, Tensor x, int image, double[][] message, Tensor found) {
    double[][] augmented = doubles(x, image);
    double[][] back = mixed(parameters.get("affinity.output.weight"), message);
    for (int c = 0; c < CHANNELS; c++) {
      double scale =
          parameters.get("affinity.norm.weight").values()[c]
              / Math.sqrt(parameters.get("affinity.norm.running_var").values()[c] + 1e-5);
      for (int i = 0; i < CELLS; i++) {
        augmented[c][i] +=
            (back[c][i] - parameters.get("affinity.norm.running_mean").values()[c]) * scale
                + parameters.get("affinity.norm.bias").values()[c];
      }
    }
    double[] logits = classified(parameters, augmented);
    for (int i = 0; i < logits.length; i++) {
      assertEquals(
          logits[i], found.values()[image * logits.length + i], 1e-3, "image " + image + ", " + i);
    }
  }

  /** {@code Σ_j softmax_j(q_i · k_j) v_j} cell by cell. */
  private static double[][] message(ParameterSet parameters, double[][] query, double[][] other) {
    double[][] q = mixed(parameters.get("affinity.query.weight"), query);
    double[][] k = pooled(mixed(parameters.get("affinity.reference.weight"), other));
    double[][] v = pooled(mixed(parameters.get("affinity.message.weight"), other));
    double[][] m = new double[v.length][CELLS];
    for (int i = 0; i < CELLS; i++) {
      double[] weight = new double[k[0].length];
      double sum = 0;
      for (int j = 0; j < weight.length; j++) {
        double product = 0;
        for (int c = 0; c < q.length; c++) {
          product += q[c][i] * k[c][j];
        }
        weight[j] = Math.exp(product);
        sum += weight[j];
      }
      for (int c = 0; c < v.length; c++) {
        for (int j = 0; j < weight.length; j++) {
          m[c][i] += weight[j] / sum * v[c][j];
        }
      }
    }
    return m;
  }

  /** A 1×1 convolution. */
  private static double[][] mixed(Tensor weight, double[][] x) {
    int out = weight.shape()[0];
    double[][] y = new double[out][x[0].length];
    for (int o = 0; o < out; o++) {
      for (int c = 0; c < x.length; c++) {
        for (int i = 0; i < x[c].length; i++) {
          y[o][i] += weight.values()[o * x.length + c] * x[c][i];
        }
      }
    }
    return y;
  }

  /** The largest of 3×3 cells at every second one. */
  private static double[][] pooled(double[][] x) {
    int h = (H + 1) / 2;
    int w = (W + 1) / 2;
    double[][] y = new double[x.length][h * w];
    for (int c = 0; c < x.length; c++) {
      for (int i = 0; i < h * w; i++) {
        double most = Double.NEGATIVE_INFINITY;
        for (int t = 0; t < 9; t++) {
          int row = i / w * 2 + t / 3 - 1;
          int column = i % w * 2 + t % 3 - 1;
          if (row >= 0 && row < H && column >= 0 && column < W) {
            most = Math.max(most, x[c][row * W + column]);
          }
        }
        y[c][i] = most;
      }
    }
    return y;
  }

  /** The 3×3 classifier of dilation 2 on the features of one image. */
  private static double[] classified(ParameterSet parameters, double[][] x) {
    float[] weight = parameters.get("cls_conv.weight").values();
    double[] logits = new double[LABELS * CELLS];
    for (int i = 0; i < logits.length; i++) {
      for (int c = 0; c < CHANNELS; c++) {
        for (int t = 0; t < 9; t++) {
          int row = i % CELLS / W + 2 * (t / 3 - 1);
          int column = i % W + 2 * (t % 3 - 1);
          if (row >= 0 && row < H && column >= 0 && column < W) {
            logits[i] += weight[(i / CELLS * CHANNELS + c) * 9 + t] * x[c][row * W + column];
          }
        }
      }
    }
    return logits;
  }

  private static double[][] doubles(Tensor x, int image) {
    double[][] values = new double[CHANNELS][CELLS];
    for (int c = 0; c < CHANNELS; c++) {
      for (int i = 0; i < CELLS; i++) {
        values[c][i] = x.values()[(image * CHANNELS + c) * CELLS + i];
      }
    }
    return values;
  }

  private static double apart(float[] a, float[] b) {
    double most = 0;
    for (int i = 0; i < a.length; i++) {
      most = Math.max(most, Math.abs(a[i] - b[i]));
    }
    return most;
  }

  @Test
  void aGroupOfOneOrOfACrowdIsRefused() {
    for (String text : List.of("none[group=1]", "none[group=17]")) {
      ModelException e =
          assertThrows(
              ModelException.class, () -> new HeadOnMap("cian", text, LABELS - 1, CHANNELS));
      assertTrue(e.getMessage().contains("expected 2 to 16 images"), e.getMessage());
    }
  }
}
