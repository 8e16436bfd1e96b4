package org.tag2mask.trainer.lowering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.Graph;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Node;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.Op.Corners;
import org.tag2mask.models.graph.Op.Dropped;
import org.tag2mask.models.graph.Padding;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.params.Initializer;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;

class GradientTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void gradientsOfAComposedNetworkAreThoseOfFiniteDifferences() {
    GraphBuilder g = new GraphBuilder();
    Value x = g.image(2);
    Value a = g.conv("stem", x, Conv2d.of(4, 3).stride(2).padding(Padding.SAME));
    a = g.relu6(g.batchNorm("bn", a, 1e-3, 0.1));
    Value b = g.relu(g.add(a, g.conv("dw", a, Conv2d.of(4, 3).depthwise().padding(1))));
    b = g.groupNorm("gn", b, 2, 1e-3);
    b = g.resizeLike(b, x, Corners.ALIGNED);
    Value head = g.dense("fc", g.globalMean(b), 3, true, Initializer.KAIMING);
    Value best = g.globalMax(g.apply(Op.Function.GELU, g.conv("c", b, Conv2d.of(3, 1))));
    Value ranks = g.rankMean(g.reshape(g.conv("r", b, Conv2d.of(3, 1)), 0, 0, -1), 0.9);
    Graph graph = g.output("y", g.softmax(g.add(g.add(head, best), ranks), 1)).build();
    check(graph);
  }

  @Test
  void gradientsOfNormsWindowsAndMaskedClassesAreThoseOfFiniteDifferences() {
    GraphBuilder g = new GraphBuilder();
    Value a = g.conv("stem", g.image(2), Conv2d.of(4, 3).padding(1));
    Value length = g.affine(g.reduce(Op.Reduction.NORM, a, 1, true), 1, 1e-5);
    Value unit = g.binary(Op.Arithmetic.DIV, a, length);
    Value y = g.dense("windows", g.pyramidPool(a, 2), 3, true, Initializer.KAIMING);
    y = g.add(y, g.dense("unit", g.globalMean(unit), 3, false, Initializer.KAIMING));
    Value kept = g.globalMean(g.keepLargest(a, 1));
    y = g.add(y, g.dense("kept", kept, 3, false, Initializer.KAIMING));
    check(g.output("y", y).build());
  }

  @Test
  void theNormOfTheZeroVectorHasNoSlope() {
    GraphBuilder g = new GraphBuilder();
    Graph graph = g.output("y", g.reduce(Op.Reduction.NORM, g.image(2), 1, true)).build();
    try (GraphBlock block = new GraphBlock(manager, graph, List.of("y"), Set.of())) {
      NDArray image = manager.create(new float[] {0, 3, 0, 4}, new Shape(1, 2, 1, 2));
      image.setRequiresGradient(true);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        collector.backward(block.forward(Phase.TRAINING, image, name -> null).get("y").sum());
      }
      assertArrayEquals(new float[] {0, 0.6f, 0, 0.8f}, image.getGradient().toFloatArray(), 1e-6f);
    }
  }

  @Test
  void gradientsPassThroughTheLimitsOfRelu6Exactly() {
    GraphBuilder g = new GraphBuilder();
    Value x = g.image(1);
    Graph graph = g.output("y", g.relu6(g.add(x, weight(g)))).build();
    float[] at = {-1e-3f, 0, 1e-3f, 3, 5.999f, 6, 6.001f, 1e9f};
    try (GraphBlock block = new GraphBlock(manager, graph, List.of("y"), Set.of())) {
      NDArray image = manager.create(at, new Shape(1, 1, 2, 4));
      NDArray shift = manager.zeros(new Shape(1, 1, 1, 1));
      image.setRequiresGradient(true);
      NDArray y;
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        y = block.forward(Phase.TRAINING, image, name -> shift).get("y");
        collector.backward(y.sum());
      }
      assertArrayEquals(new float[] {0, 0, 1e-3f, 3, 5.999f, 6, 6, 6}, y.toFloatArray());
      assertArrayEquals(new float[] {0, 0, 1, 1, 1, 0, 0, 0}, image.getGradient().toFloatArray());
    }
  }

  private static Value weight(GraphBuilder g) {
    return g.weight(
        "shift", org.tag2mask.models.params.Parameter.Kind.WEIGHT, Initializer.ZEROS, 1, 1, 1, 1);
  }

  @Test
  void runningStatisticsMoveByTheMomentumTowardsTheUnbiasedBatch() {
    GraphBuilder g = new GraphBuilder();
    Value x = g.image(1);
    Graph graph = g.output("y", g.batchNorm("bn", x, 1e-5, 0.1)).build();
    try (GraphBlock block = new GraphBlock(manager, graph, List.of("y"), Set.of());
        LiveParameters live = live(graph)) {
      NDArray image = manager.create(new float[] {1, 2, 3, 6}, new Shape(2, 1, 1, 2));
      block.forward(Phase.TRAINING, image, live.leaves(manager)::get);
      // batch mean 3, unbiased variance (4+1+0+9)/3
      assertEquals(0.1 * 3, live.array("bn.running_mean").getFloat(0), 1e-6);
      assertEquals(0.9 + 0.1 * 14 / 3, live.array("bn.running_var").getFloat(0), 1e-6);
    }
  }

  @Test
  void inferenceAndFrozenNormalisationsLeaveTheirStatistics() {
    GraphBuilder g = new GraphBuilder();
    Value x = g.image(1);
    Value frozen = g.frozenBatchNorm("fixed", g.batchNorm("held", x, 1e-5, 0.1), 1e-5);
    Graph graph = g.output("y", g.batchNorm("free", frozen, 1e-5, 0.1)).build();
    Set<String> held = Set.of("held.weight", "held.bias");
    try (GraphBlock block = new GraphBlock(manager, graph, List.of("y"), held);
        LiveParameters live = live(graph)) {
      NDArray image = manager.create(new float[] {1, 2, 3, 6}, new Shape(2, 1, 1, 2));
      block.forward(Phase.INFERENCE, image, live.views(manager)::get);
      assertEquals(0, live.array("free.running_mean").getFloat(0));
      block.forward(Phase.TRAINING, image, live.leaves(manager)::get);
      assertEquals(0, live.array("fixed.running_mean").getFloat(0));
      assertEquals(0, live.array("held.running_mean").getFloat(0));
      assertTrue(live.array("free.running_mean").getFloat(0) > 0);
    }
  }

  @Test
  void gradientsOfAttentionBetweenTheMembersOfAGroupAreThoseOfFiniteDifferences() {
    GraphBuilder g = new GraphBuilder();
    Value x = g.conv("stem", g.image(2), Conv2d.of(4, 3).stride(2).padding(1));
    Value query = g.transpose(g.reshape(g.conv("q", x, Conv2d.of(2, 1)), 0, 0, -1), 0, 2, 1);
    Value reference = g.groupRoll(g.reshape(g.conv("k", x, Conv2d.of(2, 1)), 0, 0, -1), 2, 1);
    Value attention = g.softmax(g.matMul(query, reference), -1);
    Value value = g.groupRoll(g.reshape(g.conv("v", x, Conv2d.of(3, 1)), 0, 0, -1), 2, 1);
    Value message = g.matMul(attention, g.transpose(value, 0, 2, 1));
    check(g.output("y", g.reduce(Op.Reduction.MAX, message, 1, false)).build());
  }

  @Test
  void nothingFlowsThroughADetachedValue() {
    GraphBuilder g = new GraphBuilder();
    Value before = g.conv("before", g.image(1), Conv2d.of(2, 1));
    Graph graph = g.output("y", g.conv("after", g.detach(before), Conv2d.of(1, 1))).build();
    try (GraphBlock block = new GraphBlock(manager, graph, List.of("y"), Set.of());
        LiveParameters live = live(graph)) {
      Map<String, NDArray> leaves = live.leaves(manager);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray image = manager.ones(new Shape(1, 1, 2, 2));
        collector.backward(
            block.forward(Phase.TRAINING, image, leaves::get).get("y").square().sum());
      }
      assertTrue(leaves.get("after.weight").getGradient().square().sum().getFloat() > 0);
      assertArrayEquals(new float[2], leaves.get("before.weight").getGradient().toFloatArray());
    }
  }

  @Test
  void aFrozenNormalisationLearnsNothingButPassesGradientsOn() {
    GraphBuilder g = new GraphBuilder();
    Value x = g.conv("before", g.image(1), Conv2d.of(1, 1));
    Graph graph = g.output("y", g.frozenBatchNorm("fixed", x, 1e-5)).build();
    try (GraphBlock block = new GraphBlock(manager, graph, List.of("y"), Set.of());
        LiveParameters live = live(graph)) {
      Map<String, NDArray> leaves = live.leaves(manager);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray image = manager.ones(new Shape(1, 1, 2, 2));
        collector.backward(block.forward(Phase.TRAINING, image, leaves::get).get("y").sum());
      }
      assertEquals(0, leaves.get("fixed.weight").getGradient().getFloat(0));
      assertEquals(0, leaves.get("fixed.bias").getGradient().getFloat(0));
      assertEquals(4 / Math.sqrt(1 + 1e-5), grad(leaves, "before.weight"), 1e-5);
    }
  }

  private static float grad(Map<String, NDArray> leaves, String name) {
    return leaves.get(name).getGradient().sum().getFloat();
  }

  @Test
  void dropoutKeepsTheMeanAndDropsWholeSlices() {
    for (Dropped what : Dropped.values()) {
      GraphBuilder g = new GraphBuilder();
      Value x = g.image(400);
      Graph graph = g.output("y", g.dropout(x, 0.25, what)).build();
      try (GraphBlock block = new GraphBlock(manager, graph, List.of("y"), Set.of())) {
        NDArray ones = manager.ones(new Shape(2, 400, 4, 4));
        Engine.getInstance().setRandomSeed(11);
        float[] first = block.forward(Phase.TRAINING, ones, name -> null).get("y").toFloatArray();
        Engine.getInstance().setRandomSeed(11);
        float[] again = block.forward(Phase.TRAINING, ones, name -> null).get("y").toFloatArray();
        assertArrayEquals(first, again);
        int mixed = 0;
        double sum = 0;
        for (int slice = 0; slice < 800; slice++) {
          float low = Float.MAX_VALUE;
          float high = 0;
          for (int i = slice * 16; i < slice * 16 + 16; i++) {
            assertTrue(first[i] == 0 || Math.abs(first[i] - 4f / 3) < 1e-6, "value " + first[i]);
            low = Math.min(low, first[i]);
            high = Math.max(high, first[i]);
            sum += first[i];
          }
          mixed += low != high ? 1 : 0;
        }
        assertEquals(1, sum / first.length, 0.08);
        assertTrue(what == Dropped.SLICES ? mixed == 0 : mixed > 700, what + " " + mixed);
      }
    }
  }

  private LiveParameters live(Graph graph) {
    return new LiveParameters(
        manager, graph.parameters(), ParameterSet.initial(graph.parameters(), 1), name -> false);
  }

  /** Gradients of a weighted sum of the outputs against central differences in doubles. */
  private void check(Graph graph) {
    int[] shape = {2, 2, 6, 5};
    Random draw = new Random(3);
    Map<String, float[]> values = new LinkedHashMap<>();
    graph
        .parameters()
        .forEach(
            p -> {
              float[] v = new float[(int) p.elements()];
              for (int i = 0; i < v.length; i++) {
                v[i] = (float) (0.5 * draw.nextGaussian() + (p.name().endsWith("var") ? 4 : 0));
              }
              values.put(p.name(), v);
            });
    float[] image = new float[120];
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) (2 * draw.nextGaussian());
    }
    values.put("image", image);
    float[] weights = {0.3f, -1.2f, 0.7f, 1.1f, 0.4f, -0.6f};

    Map<String, float[]> gradients = engine(graph, shape, values, weights);
    BiFunction<String, Integer, Double> slope =
        (name, i) -> {
          double h = 1e-5;
          double up = naive(graph, shape, values, weights, name, i, h);
          return (up - naive(graph, shape, values, weights, name, i, -h)) / (2 * h);
        };
    int compared = 0;
    for (Map.Entry<String, float[]> e : gradients.entrySet()) {
      for (int i = 0; i < e.getValue().length; i++) {
        double expected = slope.apply(e.getKey(), i);
        assertEquals(expected, e.getValue()[i], 2e-5, e.getKey() + "[" + i + "]");
        compared++;
      }
    }
    assertTrue(compared > 200, "compared " + compared);
  }

  private Map<String, float[]> engine(
      Graph graph, int[] shape, Map<String, float[]> values, float[] weights) {
    Map<String, float[]> gradients = new HashMap<>();
    try (GraphBlock block = new GraphBlock(manager, graph, List.of("y"), Set.of())) {
      Map<String, NDArray> leaves = new HashMap<>();
      graph
          .parameters()
          .forEach(
              p -> {
                NDArray leaf =
                    EngineArrays.copy(manager, new Tensor(p.shape(), values.get(p.name())));
                if (p.kind().learned()) {
                  leaf.setRequiresGradient(true);
                }
                leaves.put(p.name(), leaf);
              });
      NDArray image = EngineArrays.copy(manager, new Tensor(shape, values.get("image")));
      image.setRequiresGradient(true);
      leaves.put("image", image);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray y = block.forward(Phase.TRAINING, image, leaves::get).get("y");
        collector.backward(y.mul(manager.create(weights, y.getShape())).sum());
      }
      leaves.forEach(
          (name, leaf) -> {
            if (name.equals("image") || graph.parameter(name).kind().learned()) {
              gradients.put(name, leaf.getGradient().toFloatArray());
            }
          });
    }
    return gradients;
  }

  private static double naive(
      Graph graph,
      int[] shape,
      Map<String, float[]> values,
      float[] weights,
      String moved,
      int element,
      double by) {
    Map<String, NaiveForward.Value> doubles = new HashMap<>();
    values.forEach(
        (name, v) -> {
          int[] sizes = name.equals("image") ? shape : graph.parameter(name).shape();
          NaiveForward.Value value = NaiveForward.Value.zeros(sizes);
          java.util.Arrays.setAll(value.data(), i -> v[i]);
          doubles.put(name, value);
        });
    doubles.get(moved).data()[element] += by;
    List<NaiveForward.Value> done = new java.util.ArrayList<>();
    for (Node node : graph.nodes()) {
      List<NaiveForward.Value> in = new java.util.ArrayList<>();
      node.inputs().forEach(i -> in.add(done.get(i)));
      if (in.isEmpty()) {
        in.add(doubles.get("image"));
      }
      List<NaiveForward.Value> own = node.parameters().stream().map(doubles::get).toList();
      done.add(
          node.op()
              .accept(
                  new NaiveForward(),
                  new NaiveForward.Context(in, own, node.op() instanceof Op.BatchNorm)));
    }
    double[] y = done.get(graph.outputs().get("y")).data();
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += y[i] * weights[i];
    }
    return sum;
  }
}
