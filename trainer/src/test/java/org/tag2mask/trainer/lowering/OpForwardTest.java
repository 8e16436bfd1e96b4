package org.tag2mask.trainer.lowering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.Dim;
import org.tag2mask.models.graph.Graph;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Node;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.Op.Arithmetic;
import org.tag2mask.models.graph.Op.Corners;
import org.tag2mask.models.graph.Op.Dropped;
import org.tag2mask.models.graph.Op.Function;
import org.tag2mask.models.graph.Op.GridScale;
import org.tag2mask.models.graph.Op.Reduction;
import org.tag2mask.models.graph.Padding;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.params.Initializer;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.Parameter.Kind;

class OpForwardTest {
  private static final int CHANNELS = 6;

  private interface Build extends BiFunction<GraphBuilder, Value, Value> {}

  private static Map<String, Build> cases() {
    Map<String, Build> c = new LinkedHashMap<>();
    c.put("conv", (g, x) -> g.conv("c", x, Conv2d.of(4, 3).padding(1)));
    c.put("convStrideNoBias", (g, x) -> g.conv("c", x, Conv2d.of(4, 3).stride(2).noBias()));
    c.put("convSame", (g, x) -> g.conv("c", x, Conv2d.of(4, 3).stride(2).padding(Padding.SAME)));
    c.put(
        "convDepthwiseDilated",
        (g, x) -> g.conv("c", x, Conv2d.of(6, 3).depthwise().dilation(2).padding(2)));
    c.put(
        "convUnevenPadding",
        (g, x) -> g.conv("c", x, Conv2d.of(4, 3).padding(new Padding.Fixed(0, 2, 1, 0))));
    c.put("batchNorm", (g, x) -> g.batchNorm("n", x, 1e-3, 0.1));
    c.put("frozenBatchNorm", (g, x) -> g.frozenBatchNorm("n", x, 1e-3));
    c.put("groupNorm", (g, x) -> g.groupNorm("n", x, 3, 1e-3));
    c.put("layerNorm", (g, x) -> g.layerNorm("n", g.transpose(x, 0, 2, 3, 1), 1e-3));
    for (Function f : Function.values()) {
      if (f != Function.SQRT) {
        c.put(f.name(), (g, x) -> g.apply(f, x));
      }
    }
    c.put("SQRT", (g, x) -> g.apply(Function.SQRT, g.apply(Function.ABS, x)));
    c.put("affine", (g, x) -> g.affine(x, -1.5, 0.25));
    c.put("softmaxOfChannels", (g, x) -> g.softmax(x, 1));
    c.put("softmaxOfLast", (g, x) -> g.softmax(x, -1));
    c.put("maxPool", (g, x) -> g.maxPool(x, 3, 2, 1, false));
    c.put("maxPoolCeil", (g, x) -> g.maxPool(x, 2, 2, 0, true));
    c.put("meanPool", (g, x) -> g.meanPool(x, 3, 1, 1));
    c.put("globalMean", (g, x) -> g.globalMean(x));
    c.put("globalMax", (g, x) -> g.globalMax(x));
    for (int divisions : new int[] {1, 2, 4, 8}) {
      c.put("pyramidPool" + divisions, (g, x) -> g.pyramidPool(x, divisions));
    }
    c.put("keepLargest", (g, x) -> g.keepLargest(x, 1));
    c.put("keepLargestOfRows", (g, x) -> g.keepLargest(x, -2));
    c.put("inputOnceMore", (g, x) -> g.add(g.relu(x), g.input()));
    c.put(
        "dense", (g, x) -> g.dense("d", g.transpose(x, 0, 2, 3, 1), 5, true, Initializer.KAIMING));
    c.put("denseNoBias", (g, x) -> g.dense("d", g.globalMean(x), 5, false, Initializer.KAIMING));
    c.put("matMul", (g, x) -> g.matMul(x, g.transpose(x, 0, 1, 3, 2)));
    for (Arithmetic a : Arithmetic.values()) {
      c.put(
          a.name(), (g, x) -> g.binary(a, x, g.affine(g.reduce(Reduction.MAX, x, 2, true), 1, 3)));
    }
    c.put("concat", (g, x) -> g.concat(1, x, g.affine(x, 2, 0), x));
    c.put("sliceMiddle", (g, x) -> g.slice(x, 1, 2, 5));
    c.put("sliceStart", (g, x) -> g.slice(x, 1, 0, 2));
    c.put("sliceEnd", (g, x) -> g.sliceFrom(x, -1, 3));
    c.put("reshape", (g, x) -> g.reshape(x, 0, 2, 3, -1));
    c.put("transpose", (g, x) -> g.transpose(x, 0, 3, 1, 2));
    for (Reduction r : Reduction.values()) {
      c.put(r + "Keeping", (g, x) -> g.reduce(r, x, 1, true));
      c.put(r + "Dropping", (g, x) -> g.reduce(r, x, -1, false));
    }
    for (Corners corners : Corners.values()) {
      c.put(
          "resizeDown" + corners, (g, x) -> g.resizeLike(x, g.maxPool(x, 3, 2, 1, false), corners));
      c.put("resizeUp" + corners, (g, x) -> g.resizeLike(g.maxPool(x, 3, 3, 1, false), x, corners));
    }
    c.put("rankMean", (g, x) -> g.rankMean(x, 0.9));
    c.put("rankMeanOfEqualValues", (g, x) -> g.rankMean(g.relu(x), 0.5));
    c.put("dropoutAtInference", (g, x) -> g.dropout(x, 0.5, Dropped.VALUES));
    c.put("detach", (g, x) -> g.detach(x));
    c.put("groupRoll", (g, x) -> g.groupRoll(x, 2, 1));
    c.put("groupRollOfVectors", (g, x) -> g.groupRoll(g.globalMean(x), 2, 1));
    c.put("weight", (g, x) -> g.add(x, weight(g, CHANNELS, 1, 1)));
    c.put("expand", (g, x) -> g.expand(weight(g, 3, 5), x));
    c.put("mapLike", (g, x) -> g.mapLike(g.reshape(x, 0, 0, -1), x));
    for (GridScale scale : GridScale.values()) {
      c.put("cubic" + scale, (g, x) -> g.cubicLike(weight(g, CHANNELS, 4, 5), x, scale));
    }
    // An activation right behind a convolution or a sum writes over it.
    c.put("reluInPlace", (g, x) -> g.relu(g.conv("c", x, Conv2d.of(4, 1))));
    c.put("relu6InPlace", (g, x) -> g.relu6(g.add(x, x)));
    c.put(
        "valueReadTwice",
        (g, x) -> {
          Value map = g.conv("c", x, Conv2d.of(6, 1));
          return g.add(g.relu(map), map);
        });
    return c;
  }

  private static Value weight(GraphBuilder g, Integer... sizes) {
    List<Integer> all = new ArrayList<>(List.of(1));
    all.addAll(List.of(sizes));
    return g.weight("grid", Kind.WEIGHT, Initializer.ONES, all.toArray(Integer[]::new));
  }

  @TestFactory
  List<DynamicTest> givesTheSameAsPlainLoopsInBothLayouts() {
    List<DynamicTest> tests = new ArrayList<>();
    cases()
        .forEach(
            (name, build) -> {
              for (Phase phase : Phase.values()) {
                tests.add(DynamicTest.dynamicTest(name + " " + phase, () -> compare(build, phase)));
              }
            });
    return tests;
  }

  @Test
  void everyOperationHasACase() {
    Set<Class<?>> met = new java.util.HashSet<>();
    cases()
        .values()
        .forEach(build -> graph(build).nodes().forEach(n -> met.add(n.op().getClass())));
    assertEquals(Set.of(Op.class.getPermittedSubclasses()), met);
  }

  private static Graph graph(Build build) {
    GraphBuilder g = new GraphBuilder();
    return g.output("y", build.apply(g, g.image(CHANNELS))).build();
  }

  private static void compare(Build build, Phase phase) {
    Graph graph = graph(build);
    boolean random = graph.nodes().stream().anyMatch(n -> n.op() instanceof Op.Dropout);
    Phase asked = random ? Phase.INFERENCE : phase;
    try (NDManager manager = NDManager.newBaseManager();
        GraphBlock block = new GraphBlock(manager, graph, List.of("y"), Set.of())) {
      Map<String, NaiveForward.Value> parameters = new LinkedHashMap<>();
      Random draw = new Random(5);
      for (Parameter p : graph.parameters()) {
        boolean positive = p.kind() == Kind.STATISTIC;
        NaiveForward.Value value = NaiveForward.Value.zeros(p.shape());
        Arrays.setAll(value.data(), i -> draw.nextGaussian());
        parameters.put(p.name(), positive ? value.map(v -> 0.5 + v * v) : value);
      }
      int[] sizes = {2, CHANNELS, 7, 9};
      NaiveForward.Value image = NaiveForward.Value.zeros(sizes);
      // beyond 6 on both sides, and clear of the kinks
      Arrays.setAll(image.data(), i -> 4 * draw.nextGaussian());
      NaiveForward.Value expected = naive(graph, image, parameters, asked);
      for (boolean channelsLast : new boolean[] {false, true}) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        parameters.forEach((name, v) -> arrays.put(name, array(manager, v)));
        NDArray x = array(manager, image);
        if (channelsLast) {
          x = copied(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2);
        }
        NDArray y = block.forward(asked, x, arrays::get).get("y");
        assertArrayEquals(
            Arrays.stream(expected.shape()).asLongStream().toArray(), y.getShape().getShape());
        assertArrayEquals(
            graph.output("y").shape().at(Dim.symbols(2, 7, 9)), y.getShape().getShape());
        close(expected, y.toFloatArray());
        close(image, x.toFloatArray());
      }
    }
  }

  private static NDArray copied(NDArray view) {
    return view.getManager().create(view.toFloatArray(), view.getShape());
  }

  private static NaiveForward.Value naive(
      Graph graph,
      NaiveForward.Value image,
      Map<String, NaiveForward.Value> parameters,
      Phase phase) {
    List<NaiveForward.Value> values = new ArrayList<>();
    for (Node node : graph.nodes()) {
      List<NaiveForward.Value> in = new ArrayList<>();
      node.inputs().forEach(i -> in.add(values.get(i)));
      if (in.isEmpty()) {
        in.add(image);
      }
      boolean batch = phase == Phase.TRAINING && node.op() instanceof Op.BatchNorm b && !b.frozen();
      List<NaiveForward.Value> own = node.parameters().stream().map(parameters::get).toList();
      values.add(node.op().accept(new NaiveForward(), new NaiveForward.Context(in, own, batch)));
    }
    return values.get(graph.outputs().get("y"));
  }

  private static NDArray array(NDManager manager, NaiveForward.Value value) {
    float[] floats = new float[value.data().length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) value.data()[i];
    }
    return manager.create(floats, new Shape(Arrays.stream(value.shape()).asLongStream().toArray()));
  }

  private static void close(NaiveForward.Value expected, float[] found) {
    double largest = Arrays.stream(expected.data()).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < found.length; i++) {
      double difference = Math.abs(expected.data()[i] - found[i]);
      assertTrue(
          difference <= 2e-6 * Math.max(1, largest),
          "element " + i + " is " + found[i] + ", expected " + expected.data()[i]);
    }
  }
}
