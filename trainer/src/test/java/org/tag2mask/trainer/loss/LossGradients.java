package org.tag2mask.trainer.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** Gradients of a loss in double precision against central differences of its own values. */
public final class LossGradients {
  private static final double STEP = 1e-6;

  private final Map<String, double[]> values = new LinkedHashMap<>();
  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final Random draw;

  public LossGradients(long seed) {
    draw = new Random(seed);
  }

  /** An input whose gradient is checked: normal values around an offset. */
  public LossGradients input(String name, double offset, double scale, long... shape) {
    double[] drawn = new double[(int) new Shape(shape).size()];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = offset + scale * draw.nextGaussian();
    }
    values.put(name, drawn);
    shapes.put(name, new Shape(shape));
    return this;
  }

  /**
   * Compares every element of every input.
   *
   * @param loss from the inputs by name to a scalar
   */
  public void check(Function<Map<String, NDArray>, NDArray> loss) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> leaves = arrays(manager);
      leaves.values().forEach(leaf -> leaf.setRequiresGradient(true));
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        collector.backward(loss.apply(leaves));
      }
      double largest = 0;
      for (String name : values.keySet()) {
        double[] gradient = leaves.get(name).getGradient().toDoubleArray();
        for (int i = 0; i < gradient.length; i++) {
          double expected = (moved(name, i, STEP, loss) - moved(name, i, -STEP, loss)) / (2 * STEP);
          assertEquals(
              expected, gradient[i], 1e-7 + 1e-5 * Math.abs(expected), name + "[" + i + "]");
          largest = Math.max(largest, Math.abs(expected));
        }
      }
      assertTrue(largest > 1e-4, "the loss depends on its inputs");
    }
  }

  private double moved(
      String name, int element, double by, Function<Map<String, NDArray>, NDArray> loss) {
    double before = values.get(name)[element];
    values.get(name)[element] = before + by;
    try (NDManager manager = NDManager.newBaseManager()) {
      return loss.apply(arrays(manager)).getDouble();
    } finally {
      values.get(name)[element] = before;
    }
  }

  private Map<String, NDArray> arrays(NDManager manager) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    values.forEach((name, v) -> arrays.put(name, manager.create(v, shapes.get(name))));
    return arrays;
  }
}
