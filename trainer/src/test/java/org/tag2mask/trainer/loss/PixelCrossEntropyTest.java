package org.tag2mask.trainer.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tag2mask.data.augment.ScoreMaps;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.trainer.loss.PixelTargets.Labelling;

class PixelCrossEntropyTest {
  private static final int N = 2;
  private static final int C = 4;
  private static final int H = 3;
  private static final int W = 5;

  private final NDManager manager = NDManager.newBaseManager();
  private final Random random = new Random(6);

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void theLossIsTheMeanOverLabelledPixels() {
    float[] logits = logits();
    byte[][] labels = labels(10);
    assertEquals(
        naive(logits, labels, null, List.of(), -1, 0),
        loss(logits, labels, null, List.of()).getFloat(),
        1e-6);
  }

  @Test
  void classWeightsAndConfidenceWeighThePixels() {
    float[] logits = logits();
    byte[][] labels = labels(10);
    float[][] sure = new float[N][H * W];
    for (float[] plane : sure) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] = random.nextFloat();
      }
    }
    List<Double> weights = List.of(0.2, 1.0, 3.0, 0.0);
    double expected = naive(logits, labels, sure, weights, -1, 0);
    assertEquals(expected, loss(logits, labels, sure, weights).getFloat(), 1e-6);
    assertTrue(Math.abs(expected - naive(logits, labels, null, List.of(), -1, 0)) > 0.01);
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    float[] logits = logits();
    byte[][] labels = labels(6);
    List<Double> weights = List.of(0.5, 1.0, 2.0, 1.5);
    NDArray leaf = manager.create(logits, new Shape(N, C, H, W));
    leaf.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(PixelCrossEntropy.of(leaf, targets(labels, null, weights)));
    }
    float[] gradient = leaf.getGradient().toFloatArray();
    for (int i = 0; i < logits.length; i++) {
      double slope =
          (naive(logits, labels, null, weights, i, 1e-4)
                  - naive(logits, labels, null, weights, i, -1e-4))
              / 2e-4;
      assertEquals(slope, gradient[i], 1e-6, "logit " + i);
    }
  }

  @Test
  void whatStandsUnderIgnoredPixelsChangesNothing() {
    float[] logits = logits();
    byte[][] labels = labels(8);
    float before = loss(logits, labels, null, List.of()).getFloat();
    NDArray leaf = manager.create(logits, new Shape(N, C, H, W));
    leaf.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(PixelCrossEntropy.of(leaf, targets(labels, null, List.of())));
    }
    float[] gradient = leaf.getGradient().toFloatArray();
    int changed = 0;
    for (int n = 0; n < N; n++) {
      for (int i = 0; i < H * W; i++) {
        if (labels[n][i] == (byte) LabelMap.IGNORE) {
          for (int c = 0; c < C; c++) {
            int at = (n * C + c) * H * W + i;
            assertEquals(0, gradient[at]);
            logits[at] = 100 * random.nextFloat();
            changed++;
          }
        }
      }
    }
    assertTrue(changed > 0);
    assertEquals(before, loss(logits, labels, null, List.of()).getFloat());
  }

  @Test
  void withoutAnyLabelTheLossIsZeroAndNotUndefined() {
    byte[][] nothing = new byte[N][H * W];
    for (byte[] plane : nothing) {
      java.util.Arrays.fill(plane, (byte) LabelMap.IGNORE);
    }
    assertEquals(0, loss(logits(), nothing, null, List.of()).getFloat());
  }

  @Test
  void labelsAreReducedToTheNearestOfTheCellsCentre() {
    byte[] labels = new byte[6 * 4];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) i;
    }
    labels[10] = (byte) LabelMap.IGNORE;
    PixelTargets targets =
        PixelTargets.of(
            manager,
            List.of(new Labelling(LabelMap.wrap(6, 4, labels), Optional.empty())),
            List.of(),
            2,
            3);
    // rows floor((i+0.5)*2) = 1, 3; columns floor((j+0.5)*2) = 1, 3, 5
    assertArrayEquals(new long[] {7, 9, 11, 19, 21, 23}, targets.classes().toLongArray());
    assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1}, targets.weights().toFloatArray());
    labels[9] = (byte) LabelMap.IGNORE;
    targets =
        PixelTargets.of(
            manager,
            List.of(new Labelling(LabelMap.wrap(6, 4, labels), Optional.empty())),
            List.of(),
            2,
            3);
    assertArrayEquals(new float[] {1, 0, 1, 1, 1, 1}, targets.weights().toFloatArray());
  }

  private NDArray loss(float[] logits, byte[][] labels, float[][] sure, List<Double> weights) {
    return PixelCrossEntropy.of(
        manager.create(logits, new Shape(N, C, H, W)), targets(labels, sure, weights));
  }

  private PixelTargets targets(byte[][] labels, float[][] sure, List<Double> weights) {
    List<Labelling> images = new java.util.ArrayList<>();
    for (int n = 0; n < N; n++) {
      Optional<ScoreMaps> confidence =
          sure == null ? Optional.empty() : Optional.of(new ScoreMaps(1, W, H, sure[n]));
      images.add(new Labelling(LabelMap.wrap(W, H, labels[n]), confidence));
    }
    return PixelTargets.of(manager, images, weights, H, W);
  }

  /** The formula in doubles, one logit moved. */
  private static double naive(
      float[] logits, byte[][] labels, float[][] sure, List<Double> weights, int moved, double by) {
    double sum = 0;
    double count = 0;
    for (int n = 0; n < N; n++) {
      for (int i = 0; i < H * W; i++) {
        int label = labels[n][i] & 0xff;
        if (label == LabelMap.IGNORE) {
          continue;
        }
        double all = 0;
        double own = 0;
        for (int c = 0; c < C; c++) {
          int at = (n * C + c) * H * W + i;
          double z = logits[at] + (at == moved ? by : 0);
          all += Math.exp(z);
          own = c == label ? z : own;
        }
        double weight = weights.isEmpty() ? 1 : weights.get(label);
        weight *= sure == null ? 1 : sure[n][i];
        sum += weight * (Math.log(all) - own);
        count += weight;
      }
    }
    return sum / count;
  }

  private float[] logits() {
    float[] logits = new float[N * C * H * W];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (2 * random.nextGaussian());
    }
    return logits;
  }

  /** Random labels, so many of them unknown. */
  private byte[][] labels(int unknown) {
    byte[][] labels = new byte[N][H * W];
    for (int i = 0; i < N * H * W; i++) {
      labels[i / (H * W)][i % (H * W)] = (byte) random.nextInt(C);
    }
    for (int i = 0; i < unknown; i++) {
      labels[i % N][random.nextInt(H * W)] = (byte) LabelMap.IGNORE;
    }
    return labels;
  }
}
