package org.tag2mask.trainer.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.params.Initializer;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.Parameter.Kind;
import org.tag2mask.models.params.Parameter.Origin;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.trainer.lowering.LiveParameters;

class SgdTest {
  private static final GroupRates SAME = new GroupRates(1, 1, 1, 1, true);
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void momentumAddsUpByHand() {
    // p=1, g=2 each step: v=2, 3.8; p=1-0.2, 0.8-0.38
    assertArrayEquals(
        new float[] {0.8f, 0.42f},
        twoSteps(new OptimizerSettings(0.1, 0.9, false, 0, 0, SAME)),
        1e-6f);
  }

  @Test
  void nesterovLooksAheadByHand() {
    // direction g+0.9v: 2+1.8, 2+3.42
    assertArrayEquals(
        new float[] {0.62f, 0.078f},
        twoSteps(new OptimizerSettings(0.1, 0.9, true, 0, 0, SAME)),
        1e-6f);
  }

  @Test
  void decayPullsTowardsZeroByHand() {
    // g=2+0.5p: v=2.5, then 2.25+2.375; p=0.75, 0.75-0.4625
    assertArrayEquals(
        new float[] {0.75f, 0.2875f},
        twoSteps(new OptimizerSettings(0.1, 0.9, false, 0.5, 0, SAME)),
        1e-6f);
  }

  @Test
  void clippingScalesTheCommonNormBeforeTheDecay() {
    // two gradients 3 and 4: norm 5, clipped to 1: 0.6 and 0.8
    LiveParameters live =
        live(
            Map.of("a", 1f, "b", 1f),
            parameter("a", Kind.WEIGHT, Origin.BACKBONE),
            parameter("b", Kind.WEIGHT, Origin.BACKBONE));
    Sgd sgd = new Sgd(manager, new OptimizerSettings(0.1, 0, false, 0.5, 1, SAME), live);
    assertEquals(5, step(sgd, live, Map.of("a", 3f, "b", 4f), 1), 1e-6);
    assertEquals(1 - 0.1 * (0.6 + 0.5), live.array("a").getFloat(0), 1e-6);
    assertEquals(1 - 0.1 * (0.8 + 0.5), live.array("b").getFloat(0), 1e-6);
  }

  @Test
  void smallGradientsAreNotScaledUp() {
    LiveParameters live = live(Map.of("a", 1f), parameter("a", Kind.WEIGHT, Origin.BACKBONE));
    Sgd sgd = new Sgd(manager, new OptimizerSettings(0.1, 0, false, 0, 5, SAME), live);
    step(sgd, live, Map.of("a", 0.5f), 1);
    assertEquals(0.95, live.array("a").getFloat(0), 1e-7);
  }

  @Test
  void layersHaveFurtherRatesOnTopOfTheirGroups() {
    LiveParameters live =
        live(
            Map.of("fc_dp1.w", 1f, "fc_edge.w", 1f, "layer1.w", 1f),
            parameter("fc_dp1.w", Kind.WEIGHT, Origin.HEAD),
            parameter("fc_edge.w", Kind.WEIGHT, Origin.HEAD),
            parameter("layer1.w", Kind.WEIGHT, Origin.BACKBONE));
    GroupRates rates =
        GroupRates.head(2).withLayers(Map.of("fc_dp*", 10.0, "layer1", 3.0, "layer", 7.0));
    Sgd sgd = new Sgd(manager, new OptimizerSettings(0.01, 0, false, 0, 0, rates), live);
    step(sgd, live, Map.of("fc_dp1.w", 1f, "fc_edge.w", 1f, "layer1.w", 1f), 1);
    assertEquals(1 - 0.01 * 2 * 10, live.array("fc_dp1.w").getFloat(0), 1e-6);
    assertEquals(1 - 0.01 * 2, live.array("fc_edge.w").getFloat(0), 1e-6);
    assertEquals(1 - 0.01 * 3, live.array("layer1.w").getFloat(0), 1e-6);
  }

  @Test
  void groupsOfThePsaRecipeHaveTheirOwnRatesAndDecay() {
    LiveParameters live =
        live(
            Map.of("w", 1f, "b", 1f, "hw", 1f, "hb", 1f, "s", 1f, "t", 1f),
            parameter("w", Kind.WEIGHT, Origin.BACKBONE),
            parameter("b", Kind.BIAS, Origin.BACKBONE),
            parameter("hw", Kind.WEIGHT, Origin.HEAD),
            parameter("hb", Kind.BIAS, Origin.HEAD),
            parameter("s", Kind.NORM_SCALE, Origin.BACKBONE),
            parameter("t", Kind.NORM_SHIFT, Origin.BACKBONE));
    Sgd sgd = new Sgd(manager, new OptimizerSettings(0.01, 0, false, 0.5, 0, GroupRates.PSA), live);
    step(sgd, live, Map.of("w", 1f, "b", 1f, "hw", 1f, "hb", 1f, "s", 1f, "t", 1f), 0.5);
    assertEquals(1 - 0.005 * 1.5, live.array("w").getFloat(0), 1e-6);
    assertEquals(1 - 0.005 * 2, live.array("b").getFloat(0), 1e-6);
    assertEquals(1 - 0.005 * 10 * 1.5, live.array("hw").getFloat(0), 1e-6);
    assertEquals(1 - 0.005 * 20, live.array("hb").getFloat(0), 1e-6);
    assertEquals(1 - 0.005 * 1.5, live.array("s").getFloat(0), 1e-6);
    assertEquals(1 - 0.005 * 2, live.array("t").getFloat(0), 1e-6);
  }

  @Test
  void aGradientThatIsNoNumberChangesNothing() {
    LiveParameters live = live(Map.of("a", 1f), parameter("a", Kind.WEIGHT, Origin.BACKBONE));
    Sgd sgd = new Sgd(manager, OptimizerSettings.DEFAULT, live);
    assertEquals(Double.NaN, step(sgd, live, Map.of("a", Float.NaN), 1));
    assertEquals(1, live.array("a").getFloat(0));
  }

  @Test
  void restoredMomentumGoesOnWhereItWas() {
    Parameter a = parameter("a", Kind.WEIGHT, Origin.BACKBONE);
    OptimizerSettings settings = new OptimizerSettings(0.1, 0.9, false, 0, 0, SAME);
    LiveParameters live = live(Map.of("a", 1f), a);
    Sgd first = new Sgd(manager, settings, live);
    step(first, live, Map.of("a", 2f), 1);
    LiveParameters copy = new LiveParameters(manager, List.of(a), live.snapshot(), n -> false);
    Sgd second = new Sgd(manager, settings, copy);
    second.restore(first.snapshot());
    step(second, copy, Map.of("a", 2f), 1);
    assertEquals(0.42, copy.array("a").getFloat(0), 1e-6);
  }

  private float[] twoSteps(OptimizerSettings settings) {
    LiveParameters live = live(Map.of("a", 1f), parameter("a", Kind.WEIGHT, Origin.BACKBONE));
    Sgd sgd = new Sgd(manager, settings, live);
    float[] values = new float[2];
    for (int i = 0; i < 2; i++) {
      step(sgd, live, Map.of("a", 2f), 1);
      values[i] = live.array("a").getFloat(0);
    }
    return values;
  }

  /** One step with given gradients: the loss is the sum of gradient times parameter. */
  private double step(Sgd sgd, LiveParameters live, Map<String, Float> gradients, double factor) {
    try (NDManager own = manager.newSubManager()) {
      Map<String, NDArray> leaves = live.leaves(own);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray loss = own.create(0f);
        for (Map.Entry<String, Float> e : gradients.entrySet()) {
          loss = loss.add(leaves.get(e.getKey()).mul(e.getValue()).sum());
        }
        collector.backward(loss);
      }
      Map<String, NDArray> filled = new LinkedHashMap<>();
      live.trained().keySet().forEach(name -> filled.put(name, leaves.get(name).getGradient()));
      return sgd.step(filled, factor);
    }
  }

  private LiveParameters live(Map<String, Float> values, Parameter... declared) {
    Map<String, Tensor> tensors = new java.util.LinkedHashMap<>();
    for (Parameter p : declared) {
      tensors.put(p.name(), new Tensor(new int[] {1}, new float[] {values.get(p.name())}));
    }
    return new LiveParameters(manager, List.of(declared), ParameterSet.of(tensors), name -> false);
  }

  private static Parameter parameter(String name, Kind kind, Origin origin) {
    return new Parameter(name, new int[] {1}, kind, origin, Initializer.ONES);
  }
}
