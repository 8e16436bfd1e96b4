package org.tag2mask.trainer.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.walk.WalkMode;

/** The losses over pairs against their textbook form: values, and gradients by differences. */
class PairLossTest {
  private static final int IMAGES = 2;
  private static final int HEIGHT = 9;
  private static final int WIDTH = 11;
  private static final double STEP = 1e-6;

  private final NDManager manager = NDManager.newBaseManager();
  private final Random random = new Random(5);

  /** A loss and its gradient. */
  private record Result(double value, float[] gradient) {}

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({"COMPLETE,2", "COMPLETE,4", "COMPAT,2", "COMPAT,4", "COMPLETE,15"})
  void affinityLossIsThatOfTheGatheredPairs(WalkMode mode, int radius) {
    List<LabelMap> labels = labels();
    GatheredPairs gathered = new GatheredPairs(labels, radius, mode);
    PairLabels pairs = new PairLabels(labels, radius, mode);
    check(draw(5, 2), AffinityLoss::of, pairs, gathered::affinity);
  }

  @ParameterizedTest
  @CsvSource({"COMPLETE,2", "COMPLETE,4", "COMPAT,2", "COMPAT,4", "COMPLETE,15"})
  void boundaryLossIsThatOfTheGatheredPaths(WalkMode mode, int radius) {
    List<LabelMap> labels = labels();
    GatheredPairs gathered = new GatheredPairs(labels, radius, mode);
    PairLabels pairs = new PairLabels(labels, radius, mode);
    check(draw(1, 2), BoundaryLoss::of, pairs, gathered::boundary);
  }

  @ParameterizedTest
  @CsvSource({"COMPLETE,2", "COMPLETE,4", "COMPAT,2", "COMPAT,4", "COMPLETE,15"})
  void displacementLossIsThatOfTheGatheredPairs(WalkMode mode, int radius) {
    List<LabelMap> labels = labels();
    GatheredPairs gathered = new GatheredPairs(labels, radius, mode);
    PairLabels pairs = new PairLabels(labels, radius, mode);
    check(draw(2, 4), DisplacementLoss::of, pairs, gathered::displacement);
  }

  @Test
  void aConstantBoundaryIsPushedAsOneThoughAllCellsOfAPathAreTheHighest() {
    List<LabelMap> labels = labels();
    GatheredPairs gathered = new GatheredPairs(labels, 4, WalkMode.COMPLETE);
    double[][][] flat = new double[IMAGES][1][HEIGHT * WIDTH];
    Result ours = run(flat, BoundaryLoss::of, new PairLabels(labels, 4, WalkMode.COMPLETE));
    double sum = 0;
    for (float slope : ours.gradient) {
      sum += slope;
    }
    double expected =
        (gathered.boundary(shifted(flat, STEP)) - gathered.boundary(shifted(flat, -STEP)))
            / (2 * STEP);
    assertEquals(expected, sum, 1e-5);
  }

  @Test
  void aConstantDisplacementDoesNotMatter() {
    List<LabelMap> labels = labels();
    PairLabels pairs = new PairLabels(labels, 4, WalkMode.COMPLETE);
    double[][][] map = draw(2, 4);
    assertEquals(
        run(map, DisplacementLoss::of, pairs).value,
        run(shifted(map, 3), DisplacementLoss::of, pairs).value,
        1e-5);
  }

  @ParameterizedTest
  @EnumSource(WalkMode.class)
  void unsureImagesCostNothingAndPushNothing(WalkMode mode) {
    List<LabelMap> unsure = List.of(LabelMap.filled(WIDTH, HEIGHT, 255));
    PairLabels pairs = new PairLabels(unsure, 4, mode);
    List<BiFunction<NDArray, PairLabels, PairLoss>> losses =
        List.of(AffinityLoss::of, BoundaryLoss::of, DisplacementLoss::of);
    int[] channels = {5, 1, 2};
    for (int i = 0; i < losses.size(); i++) {
      double[][][] one = {draw(channels[i], 2)[0]};
      Result result = run(one, losses.get(i), pairs);
      assertEquals(0, result.value);
      assertArrayEquals(new float[channels[i] * HEIGHT * WIDTH], result.gradient);
    }
  }

  @Test
  void aMapSmallerThanTheMarginHasNoInnerPairs() {
    PairLabels pairs = new PairLabels(labels(), 10, WalkMode.COMPAT);
    assertEquals(List.of(), pairs.groups());
    assertEquals(0, run(draw(1, 2), BoundaryLoss::of, pairs).value);
  }

  private void check(
      double[][][] map,
      BiFunction<NDArray, PairLabels, PairLoss> loss,
      PairLabels pairs,
      ToDoubleFunction<double[][][]> gathered) {
    Result ours = run(map, loss, pairs);
    double expected = gathered.applyAsDouble(map);
    assertEquals(expected, ours.value, 1e-5 * Math.max(1, expected));
    int i = 0;
    for (double[][] image : map) {
      for (double[] channel : image) {
        for (int cell = 0; cell < channel.length; cell++, i++) {
          double at = channel[cell];
          channel[cell] = at + STEP;
          double above = gathered.applyAsDouble(map);
          channel[cell] = at - STEP;
          double below = gathered.applyAsDouble(map);
          channel[cell] = at;
          assertEquals((above - below) / (2 * STEP), ours.gradient[i], 1e-5, "value " + i);
        }
      }
    }
  }

  private Result run(
      double[][][] map, BiFunction<NDArray, PairLabels, PairLoss> loss, PairLabels pairs) {
    int channels = map[0].length;
    float[] values = new float[map.length * channels * HEIGHT * WIDTH];
    int i = 0;
    for (double[][] image : map) {
      for (double[] channel : image) {
        for (double value : channel) {
          values[i++] = (float) value;
        }
      }
    }
    NDArray array = manager.create(values, new Shape(map.length, channels, HEIGHT, WIDTH));
    array.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      PairLoss made = loss.apply(array, pairs);
      collector.backward(made.total());
      double sum = made.terms().values().stream().mapToDouble(NDArray::getFloat).sum();
      assertEquals(sum, made.total().getFloat(), 1e-6 * Math.max(1, sum));
      return new Result(made.total().getFloat(), array.getGradient().toFloatArray());
    }
  }

  /** Values without ties, stored as floats so that both sides see the same. */
  private double[][][] draw(int channels, double spread) {
    double[][][] map = new double[IMAGES][channels][HEIGHT * WIDTH];
    for (double[][] image : map) {
      for (double[] channel : image) {
        for (int i = 0; i < channel.length; i++) {
          channel[i] = (float) (spread * random.nextGaussian());
        }
      }
    }
    return map;
  }

  private static double[][][] shifted(double[][][] map, double by) {
    double[][][] moved = new double[map.length][map[0].length][];
    for (int n = 0; n < map.length; n++) {
      for (int c = 0; c < map[n].length; c++) {
        moved[n][c] = java.util.Arrays.stream(map[n][c]).map(v -> v + by).toArray();
      }
    }
    return moved;
  }

  /** Patches of background, two classes and unsure cells. */
  private List<LabelMap> labels() {
    int[] known = {0, 0, 1, 7, 255};
    List<LabelMap> maps = new ArrayList<>();
    for (int n = 0; n < IMAGES; n++) {
      byte[] labels = new byte[HEIGHT * WIDTH];
      int[] patches = random.ints(16, 0, known.length).toArray();
      for (int i = 0; i < labels.length; i++) {
        labels[i] = (byte) known[patches[i / WIDTH / 3 * 4 + i % WIDTH / 3]];
      }
      maps.add(LabelMap.wrap(WIDTH, HEIGHT, labels));
    }
    return maps;
  }
}
