package org.tag2mask.exporter;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.tag2mask.models.graph.Conv2d;
import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.Op.Arithmetic;
import org.tag2mask.models.graph.Op.Corners;
import org.tag2mask.models.graph.Op.Function;
import org.tag2mask.models.graph.Op.GridScale;
import org.tag2mask.models.graph.Op.Reduction;
import org.tag2mask.models.graph.Padding;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.params.Initializer;
import org.tag2mask.models.params.Parameter.Kind;

/** Every operation, exported and run in ONNX Runtime, against its definition. */
class OperationsTest {
  private static final Initializer SMALL = new Initializer.Normal(0.5f);
  private final Map<String, BiFunction<GraphBuilder, Value, Value>> cases = new TreeMap<>();

  @TestFactory
  Stream<DynamicTest> everyOperationIsTheSameInOnnxRuntime() {
    windows();
    norms();
    values();
    shapes();
    tokens();
    return cases.entrySet().stream()
        .flatMap(
            entry ->
                Stream.of(
                    DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getValue(), o -> o)),
                    DynamicTest.dynamicTest(
                        entry.getKey() + " in float16",
                        () -> check(entry.getValue(), ExportOptions::float16))));
  }

  private static void check(
      BiFunction<GraphBuilder, Value, Value> operations,
      java.util.function.UnaryOperator<ExportOptions> options) {
    ExportedModel model = Models.exported(Models.around(6, operations), options);
    ExportReport report = Publisher.check(model, Optional.of(new NaiveForward()));
    assertTrue(report.passed(), report.text());
    assertTrue(report.drifts().stream().allMatch(d -> d.magnitude() > 1e-3), report.text());
  }

  private void windows() {
    for (int stride : new int[] {1, 2, 3}) {
      cases.put(
          "conv SAME, stride " + stride,
          (g, x) -> g.conv("c", x, Conv2d.of(5, 3).stride(stride).padding(Padding.SAME)));
      cases.put(
          "conv SAME on a map of any parity, stride " + stride,
          (g, x) ->
              g.conv(
                  "d",
                  g.conv("c", x, Conv2d.of(5, 3)),
                  Conv2d.of(4, 3).stride(stride).dilation(2).padding(Padding.SAME)));
    }
    cases.put("conv depthwise", (g, x) -> g.conv("c", x, Conv2d.of(6, 3).depthwise().padding(1)));
    cases.put(
        "conv with groups, dilation and no bias",
        (g, x) -> g.conv("c", x, new Conv2d(4, 3, 1, Padding.all(2), 2, 2, false, SMALL)));
    cases.put(
        "conv with four different paddings",
        (g, x) -> g.conv("c", x, Conv2d.of(2, 4).padding(new Padding.Fixed(1, 2, 3, 0))));
    cases.put("max pool", (g, x) -> g.maxPool(x, 3, 2, 1, false));
    cases.put("max pool rounding up", (g, x) -> g.maxPool(x, 3, 2, 0, true));
    cases.put("mean pool counts padding", (g, x) -> g.meanPool(x, 3, 1, 1));
    for (Corners corners : Corners.values()) {
      cases.put(
          "resize up, " + corners,
          (g, x) -> g.resizeLike(g.maxPool(x, 2, 2, 0, false), x, corners));
      cases.put(
          "resize down, " + corners,
          (g, x) -> g.resizeLike(x, g.maxPool(x, 2, 3, 0, true), corners));
    }
  }

  private void norms() {
    cases.put(
        "batch norm behind a convolution",
        (g, x) -> g.batchNorm("bn", g.conv("c", x, Conv2d.of(4, 1)), 1e-5, 0.1));
    cases.put(
        "batch norm before a relu", (g, x) -> g.relu(g.frozenBatchNorm("bn", g.relu(x), 1e-3)));
    cases.put(
        "batch norm behind a convolution that others read",
        (g, x) -> {
          Value c = g.conv("c", x, Conv2d.of(4, 1).noBias());
          return g.add(c, g.batchNorm("bn", c, 1e-5, 0.1));
        });
    cases.put(
        "convolutions that share weights but not norms",
        (g, x) -> {
          Conv2d conv = Conv2d.of(4, 3).padding(1);
          Value a = g.batchNorm("a", g.conv("c", x, conv), 1e-5, 0.1);
          Value b = g.batchNorm("b", g.conv("c", x, conv), 1e-5, 0.1);
          return g.concat(1, a, b, g.conv("c", x, conv));
        });
    cases.put("group norm", (g, x) -> g.groupNorm("gn", x, 3, 1e-5));
    cases.put("layer norm", (g, x) -> pixels(g, x, t -> g.layerNorm("ln", t, 1e-6)));
  }

  private void values() {
    for (Function function : Function.values()) {
      boolean positive = function == Function.SQRT;
      cases.put(
          function.name().toLowerCase(java.util.Locale.ROOT),
          (g, x) -> g.apply(function, positive ? g.apply(Function.ABS, x) : x));
    }
    cases.put("affine", (g, x) -> g.affine(g.affine(g.affine(x, 1, -2), 0.5, 0), -3, 0.25));
    cases.put("softmax over channels", (g, x) -> g.softmax(x, 1));
    cases.put("softmax over the last axis", (g, x) -> g.softmax(x, -1));
    for (Arithmetic kind : Arithmetic.values()) {
      cases.put(
          kind + " with repeated axes",
          (g, x) -> g.binary(kind, x, g.apply(Function.EXP, g.reduce(Reduction.MEAN, x, 1, true))));
    }
    for (Reduction kind : Reduction.values()) {
      cases.put(
          "reduce " + kind,
          (g, x) -> g.add(g.reduce(kind, x, 1, true), g.reduce(kind, x, -1, true)));
      cases.put(
          "reduce " + kind + " and drop the axis",
          (g, x) -> g.reshape(g.reduce(kind, x, 2, false), 0, 0, 1, -1));
    }
  }

  private void shapes() {
    cases.put("global mean and max", this::globalPools);
    cases.put("rank pooling", (g, x) -> ranked(g, x, 0.9));
    cases.put("rank pooling of equal values", (g, x) -> ranked(g, g.relu(x), 0.996));
    for (int divisions : new int[] {1, 2, 4, 13}) {
      cases.put("pyramid pool of " + divisions, (g, x) -> vector(g, g.pyramidPool(x, divisions)));
    }
    // Of a value and its negative the larger one is kept: ties only where both are near 0.
    cases.put(
        "keep the largest",
        (g, x) -> {
          Value flat = g.reshape(x, 0, 1, -1);
          Value pair = g.concat(1, flat, g.affine(flat, -1, 0));
          return g.reshape(g.keepLargest(pair, 1), 0, 0, 1, -1);
        });
    cases.put(
        "dense on vectors", (g, x) -> vector(g, g.dense("d", g.globalMean(x), 5, true, SMALL)));
    cases.put(
        "dense without bias", (g, x) -> vector(g, g.dense("d", g.globalMax(x), 5, false, SMALL)));
    cases.put("dense on tokens", (g, x) -> pixels(g, x, t -> g.dense("d", t, 6, true, SMALL)));
    cases.put(
        "dense on tokens without bias",
        (g, x) -> pixels(g, x, t -> g.dense("d", t, 6, false, SMALL)));
    cases.put(
        "concat and slice", (g, x) -> g.concat(1, g.slice(x, 1, 1, 3), x, g.slice(x, 1, 5, 6)));
    cases.put("slice to the end", (g, x) -> g.sliceFrom(x, 1, 4));
    cases.put("transpose", (g, x) -> g.transpose(x, 0, 1, 3, 2));
    cases.put(
        "matmul of pixels by pixels",
        (g, x) -> {
          Value flat = g.reshape(x, 0, 0, -1);
          Value gram = g.matMul(flat, g.transpose(flat, 0, 2, 1));
          return g.reshape(g.matMul(gram, flat), 0, 2, 3, -1);
        });
    cases.put(
        "dropout and detach vanish",
        (g, x) ->
            g.detach(
                g.dropout(g.relu(g.dropout(x, 0.5, Op.Dropped.VALUES)), 0.5, Op.Dropped.SLICES)));
    cases.put("the input itself", (g, x) -> g.add(x, g.maxPool(g.affine(x, 2, 0), 1, 1, 0, false)));
  }

  private static Value ranked(GraphBuilder g, Value x, double decay) {
    return vector(g, g.rankMean(g.reshape(x, 0, 0, -1), decay));
  }

  private Value globalPools(GraphBuilder g, Value x) {
    return vector(g, g.concat(1, g.globalMean(x), g.globalMax(x)));
  }

  private void tokens() {
    cases.put(
        "learned tokens repeated over the batch",
        (g, x) -> {
          Value token = g.weight("token", Kind.BIAS, SMALL, 1, 2, 6);
          Value tokens = g.transpose(g.reshape(x, 0, 0, -1), 0, 2, 1);
          Value all = g.concat(1, g.expand(token, x), tokens);
          Value product = g.matMul(all, g.transpose(g.slice(all, 1, 0, 2), 0, 2, 1));
          return g.mapLike(g.transpose(g.sliceFrom(product, 1, 2), 0, 2, 1), x);
        });
    for (GridScale scale : GridScale.values()) {
      cases.put(
          "position grid, " + scale,
          (g, x) -> g.add(g.expand(g.cubicLike(grid(g), x, scale), x), g.affine(x, 0.01, 0)));
    }
    cases.put(
        "position grid of the same size",
        (g, x) -> {
          // a window that makes every map 1x1, then the grid's own 7x5 by repetition
          Value one = g.reshape(g.globalMean(x), 0, 0, 1, 1);
          Value like = g.binary(Arithmetic.ADD, one, grid(g));
          return g.add(like, g.expand(g.cubicLike(grid(g), like, GridScale.TENTH_MORE), like));
        });
  }

  private static Value grid(GraphBuilder g) {
    return g.weight("positions", Kind.BIAS, SMALL, 1, 6, 7, 5);
  }

  private static Value vector(GraphBuilder g, Value x) {
    return g.reshape(x, 0, 0, 1, 1);
  }

  /** A map as tokens of its pixels and back. */
  private static Value pixels(
      GraphBuilder g, Value x, java.util.function.UnaryOperator<Value> operation) {
    Value tokens = g.transpose(g.reshape(x, 0, 0, -1), 0, 2, 1);
    return g.mapLike(g.transpose(operation.apply(tokens), 0, 2, 1), x);
  }
}
