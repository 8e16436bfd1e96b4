package org.tag2mask.trainer.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.params.Initializer;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.Parameter.Kind;
import org.tag2mask.models.params.Parameter.Origin;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.trainer.lowering.LiveParameters;

class AdamWTest {
  private static final OptimizerSettings SETTINGS =
      new OptimizerSettings(
          OptimizerSettings.Method.ADAMW, 0.01, 0.9, false, 0.1, 0, GroupRates.head(10));

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private LiveParameters live() {
    Parameter trunk =
        new Parameter("a", new int[] {1}, Kind.WEIGHT, Origin.BACKBONE, Initializer.ONES);
    Parameter head = new Parameter("b", new int[] {1}, Kind.WEIGHT, Origin.HEAD, Initializer.ONES);
    Map<String, Tensor> values = new LinkedHashMap<>();
    values.put("a", new Tensor(new int[] {1}, new float[] {2}));
    values.put("b", new Tensor(new int[] {1}, new float[] {-1}));
    return new LiveParameters(
        manager, List.of(trunk, head), ParameterSet.of(values), name -> false);
  }

  private void step(Optimizer optimizer, double a, double b, double factor) {
    try (NDManager own = manager.newSubManager()) {
      Map<String, NDArray> gradients = new LinkedHashMap<>();
      gradients.put("a", own.create(new float[] {(float) a}));
      gradients.put("b", own.create(new float[] {(float) b}));
      optimizer.step(gradients, factor);
    }
  }

  /** The same in double precision, one parameter at a time. */
  private static double reference(double start, double rate, double[] gradients) {
    double p = start;
    double m = 0;
    double v = 0;
    for (int t = 1; t <= gradients.length; t++) {
      double g = gradients[t - 1];
      p -= rate * 0.1 * p;
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      double size = Math.sqrt(v / (1 - Math.pow(0.999, t))) + 1e-8;
      p -= rate * m / (1 - Math.pow(0.9, t)) / size;
    }
    return p;
  }

  @Test
  void stepsAreThoseOfTheFormulaWithTheRateOfTheGroup() {
    double[] a = {0.5, -0.2, 3, 0.01};
    double[] b = {1e-3, 2e-3, -1e-3, 5e-3};
    LiveParameters live = live();
    try (Optimizer optimizer = Optimizer.of(manager, SETTINGS, live)) {
      for (int t = 0; t < a.length; t++) {
        step(optimizer, a[t], b[t], 0.5);
      }
    }
    assertEquals(reference(2, 0.005, a), live.array("a").getFloat(0), 2e-6);
    assertEquals(reference(-1, 0.05, b), live.array("b").getFloat(0), 2e-6);
  }

  @Test
  void whatItRemembersGoesOnAfterARestart() {
    LiveParameters undisturbed = live();
    LiveParameters other = live();
    try (Optimizer one = Optimizer.of(manager, SETTINGS, undisturbed);
        Optimizer before = Optimizer.of(manager, SETTINGS, other);
        Optimizer after = Optimizer.of(manager, SETTINGS, other)) {
      step(one, 1, 1, 1);
      step(one, -2, 0.5, 1);
      step(before, 1, 1, 1);
      after.restore(before.snapshot());
      step(after, -2, 0.5, 1);
      assertEquals(undisturbed.array("a").getFloat(0), other.array("a").getFloat(0), 0);
      assertEquals(undisturbed.array("b").getFloat(0), other.array("b").getFloat(0), 0);
      ModelException e =
          assertThrows(ModelException.class, () -> after.restore(ParameterSet.of(Map.of())));
      assertTrue(e.getMessage().contains("lacks AdamW's first/a"), e.getMessage());
    }
  }

  @Test
  void aGradientThatIsNoNumberChangesNothing() {
    LiveParameters live = live();
    try (Optimizer optimizer = Optimizer.of(manager, SETTINGS, live)) {
      step(optimizer, Double.NaN, 1, 1);
      assertEquals(2, live.array("a").getFloat(0), 0);
      assertEquals(-1, live.array("b").getFloat(0), 0);
    }
  }
}
