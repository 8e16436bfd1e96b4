package org.tag2mask.trainer.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntegralAttentionTest {
  private static final Shape SHAPE = new Shape(2, 3, 2, 2);

  private final NDManager manager = NDManager.newBaseManager();
  private final double[] attention = new Random(1).doubles(24).map(v -> v < 0.5 ? 0 : v).toArray();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void theLossIsTheSumOfTwoMeans() {
    double[] map = new Random(2).doubles(24).map(v -> 6 * v - 3).toArray();
    double known = 0;
    double rest = 0;
    int count = 0;
    for (int i = 0; i < 24; i++) {
      double sigmoid = 1 / (1 + Math.exp(-map[i]));
      if (attention[i] > 0.001) {
        known -= attention[i] * Math.log(sigmoid);
        count++;
      } else {
        rest -= Math.log(1 - sigmoid);
      }
    }
    NDArray loss =
        IntegralAttention.of(manager.create(map, SHAPE), manager.create(attention, SHAPE));
    assertEquals(known / count + rest / (24 - count), loss.getDouble(), 1e-12);
  }

  @Test
  void withoutAnyAttentionOnlyTheRestCounts() {
    NDArray loss = IntegralAttention.of(manager.zeros(SHAPE), manager.zeros(SHAPE));
    assertEquals(Math.log(2), loss.getFloat(), 1e-6);
    NDArray full = IntegralAttention.of(manager.zeros(SHAPE), manager.ones(SHAPE));
    assertEquals(Math.log(2), full.getFloat(), 1e-6);
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    new LossGradients(3)
        .input("map", 0, 2, 2, 3, 2, 2)
        .check(
            in -> {
              NDArray map = in.get("map");
              return IntegralAttention.of(map, map.getManager().create(attention, SHAPE));
            });
  }
}
