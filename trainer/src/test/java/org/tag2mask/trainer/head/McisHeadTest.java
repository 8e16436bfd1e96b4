package org.tag2mask.trainer.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;

/** The oracles of co-attention; its classes are the channels, so that its maps are its features. */
class McisHeadTest {
  private static final int CHANNELS = 6;

  private final HeadOnMap head = new HeadOnMap("mcis", "none", CHANNELS, CHANNELS);

  /** The identity for φ and W, and zeros for the gate, which then lets half through. */
  private ParameterSet identity() {
    Map<String, Tensor> values = new LinkedHashMap<>();
    values.put("classifier.weight", new Tensor(new int[] {CHANNELS, CHANNELS, 1, 1}, eye()));
    values.put("extra_linear_e.weight", new Tensor(new int[] {CHANNELS, CHANNELS}, eye()));
    values.put(
        "extra_gate_merge.weight", new Tensor(new int[] {1, CHANNELS, 1, 1}, new float[CHANNELS]));
    return ParameterSet.of(values);
  }

  private static float[] eye() {
    float[] eye = new float[CHANNELS * CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      eye[c * CHANNELS + c] = 1;
    }
    return eye;
  }

  private static Tensor noise(long seed, int images, int h, int w) {
    float[] values = new float[images * CHANNELS * h * w];
    Random random = new Random(seed);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Tensor(new int[] {images, CHANNELS, h, w}, values);
  }

  /** Columns of length 1. */
  private static Tensor normalised(Tensor map) {
    int cells = map.values().length / CHANNELS;
    float[] values = map.values().clone();
    for (int cell = 0; cell < cells; cell++) {
      double length = 0;
      for (int c = 0; c < CHANNELS; c++) {
        length += Math.pow(values[c * cells + cell], 2);
      }
      for (int c = 0; c < CHANNELS; c++) {
        values[c * cells + cell] /= (float) Math.sqrt(length);
      }
    }
    return new Tensor(map.shape(), values);
  }

  @Test
  void aCellFindsItselfInAStrongPermutedCopy() {
    Tensor image = normalised(noise(1, 1, 2, 5));
    int[] order = {3, 7, 0, 9, 1, 8, 2, 6, 4, 5};
    float strength = 400;
    float[] copy = new float[image.values().length];
    for (int c = 0; c < CHANNELS; c++) {
      for (int cell = 0; cell < 10; cell++) {
        copy[c * 10 + cell] = strength * image.values()[c * 10 + order[cell]];
      }
    }
    Tensor partner = new Tensor(new int[] {1, CHANNELS, 5, 2}, copy);
    Map<String, Tensor> outputs = head.run(identity(), Map.of("image", image, "partner", partner));
    assertArrayEquals(new int[] {1, CHANNELS, 2, 5}, outputs.get("co_map").shape());
    float[] found = outputs.get("co_map").values();
    for (int i = 0; i < found.length; i++) {
      assertEquals(strength * image.values()[i], found[i], 1e-2 * strength);
    }
  }

  @Test
  void everyColumnOfTheAttentionSumsToOne() {
    Map<String, Tensor> outputs =
        head.run(head.initial(3), Map.of("image", noise(1, 2, 4, 3), "partner", noise(2, 2, 5, 2)));
    float[] attention = outputs.get("attention").values();
    assertArrayEquals(new int[] {2, 12, 10}, outputs.get("attention").shape());
    for (int n = 0; n < 2; n++) {
      for (int column = 0; column < 10; column++) {
        double sum = 0;
        for (int row = 0; row < 12; row++) {
          sum += attention[(n * 12 + row) * 10 + column];
        }
        assertEquals(1, sum, 1e-6);
      }
    }
  }

  @Test
  void swappingTheImagesSwapsTheOutputs() {
    Tensor image = noise(1, 1, 4, 3);
    Tensor partner = noise(2, 1, 2, 6);
    Map<String, Tensor> there = head.run(identity(), Map.of("image", image, "partner", partner));
    Map<String, Tensor> back = head.run(identity(), Map.of("image", partner, "partner", image));
    for (String name : List.of("score", "co_map", "contrast_map", "contrast_score", "cam")) {
      assertArrayEquals(
          there.get(name).values(), back.get("partner_" + name).values(), 1e-5f, name);
    }
  }

  /** F_m" = F_m (1 - σ(w F_m')), written out for weights of every sign. */
  @Test
  void theContrastIsWhatTheGateOfTheCommonFeaturesLeavesOver() {
    Map<String, Tensor> values = new LinkedHashMap<>(identity().asMap());
    float[] gate = {0.7f, -1.2f, 0.4f, 2, -0.3f, 0.9f};
    values.put("extra_gate_merge.weight", new Tensor(new int[] {1, CHANNELS, 1, 1}, gate));
    Tensor image = noise(1, 1, 3, 4);
    Map<String, Tensor> outputs =
        head.run(ParameterSet.of(values), Map.of("image", image, "partner", noise(2, 1, 4, 4)));
    float[] common = outputs.get("co_map").values();
    float[] contrast = outputs.get("contrast_map").values();
    for (int cell = 0; cell < 12; cell++) {
      double logit = 0;
      for (int c = 0; c < CHANNELS; c++) {
        logit += gate[c] * common[c * 12 + cell];
      }
      double rest = 1 - 1 / (1 + Math.exp(-logit));
      for (int c = 0; c < CHANNELS; c++) {
        assertEquals(image.values()[c * 12 + cell] * rest, contrast[c * 12 + cell], 1e-5);
      }
    }
  }

  @Test
  void theClassLayerIsSharedUnlessSeparateOnesAreAskedFor() {
    HeadOnMap separate = new HeadOnMap("mcis", "none[classifier=separate]", 3, CHANNELS);
    List<String> names =
        separate.network().graph().parameters().stream().map(p -> p.name()).toList();
    assertTrue(
        names.containsAll(
            List.of("extra_last_conv.weight", "extra_last_conv.bias", "extra_gate.weight")),
        names.toString());
    List<String> shared =
        head.network().graph().parameters().stream().map(p -> p.name()).sorted().toList();
    assertEquals(
        List.of("classifier.weight", "extra_gate_merge.weight", "extra_linear_e.weight"), shared);
  }
}
