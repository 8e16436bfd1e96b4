package org.tag2mask.exporter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.tag2mask.models.graph.Graph;
import org.tag2mask.models.graph.Node;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.OpVisitor;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;

/**
 * The operations of a graph written down as plain loops in double precision, straight from their
 * definitions: what exported files are proved against without any engine.
 */
final class NaiveForward implements ReferenceForward, OpVisitor<NaiveForward.Call, Doubles> {

  /** Inputs and parameters of one operation. */
  record Call(List<Doubles> in, List<Doubles> parameters, Map<String, Tensor> images) {
    Doubles x() {
      return in.get(0);
    }
  }

  @Override
  public Map<String, Tensor> forward(
      Network network, ParameterSet parameters, Map<String, Tensor> images) {
    return run(network.graph().keeping(network.published()), parameters, images);
  }

  static Map<String, Tensor> run(Graph graph, ParameterSet parameters, Map<String, Tensor> images) {
    NaiveForward visitor = new NaiveForward();
    List<Doubles> values = new ArrayList<>();
    for (Node node : graph.nodes()) {
      List<Doubles> in = node.inputs().stream().map(values::get).toList();
      List<Doubles> weights =
          node.parameters().stream().map(name -> Doubles.of(parameters.get(name))).toList();
      values.add(node.op().accept(visitor, new Call(in, weights, images)));
    }
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    graph.outputs().forEach((name, index) -> outputs.put(name, values.get(index).tensor()));
    return outputs;
  }

  @Override
  public Doubles input(Op.Input op, Call c) {
    return Doubles.of(c.images().get(op.source().input()));
  }

  @Override
  public Doubles conv(Op.Conv op, Call c) {
    Doubles x = c.x();
    double[] weight = c.parameters().get(0).values();
    int window = op.dilation() * (op.kernel() - 1) + 1;
    long[] rows = op.padding().at(true, x.size(2), window, op.stride());
    long[] columns = op.padding().at(false, x.size(3), window, op.stride());
    int h = (int) ((x.size(2) + rows[0] + rows[1] - window) / op.stride()) + 1;
    int w = (int) ((x.size(3) + columns[0] + columns[1] - window) / op.stride()) + 1;
    Doubles out = Doubles.zeros(x.size(0), op.out(), h, w);
    int each = x.size(1) / op.groups();
    int outEach = op.out() / op.groups();
    int k = op.kernel();
    IntStream.range(0, x.size(0) * op.out())
        .parallel()
        .forEach(
            plane -> {
              int n = plane / op.out();
              int o = plane % op.out();
              double bias = op.bias() ? c.parameters().get(1).values()[o] : 0;
              Arrays.fill(out.values(), plane * h * w, (plane + 1) * h * w, bias);
              for (int i = 0; i < each; i++) {
                int from = (n * x.size(1) + o / outEach * each + i) * x.size(2) * x.size(3);
                for (int t = 0; t < k * k; t++) {
                  double factor = weight[(o * each + i) * k * k + t];
                  int down = t / k * op.dilation() - (int) rows[0];
                  int right = t % k * op.dilation() - (int) columns[0];
                  for (int y = 0; y < h; y++) {
                    int sy = y * op.stride() + down;
                    if (sy < 0 || sy >= x.size(2)) {
                      continue;
                    }
                    for (int u = 0; u < w; u++) {
                      int sx = u * op.stride() + right;
                      if (sx >= 0 && sx < x.size(3)) {
                        out.values()[(plane * h + y) * w + u] +=
                            factor * x.values()[from + sy * x.size(3) + sx];
                      }
                    }
                  }
                }
              }
            });
    return out;
  }

  @Override
  public Doubles batchNorm(Op.BatchNorm op, Call c) {
    double[] weight = c.parameters().get(0).values();
    double[] bias = c.parameters().get(1).values();
    double[] mean = c.parameters().get(2).values();
    double[] variance = c.parameters().get(3).values();
    Doubles out = c.x().map(v -> v);
    int inner = out.product(2, out.shape().length);
    for (int i = 0; i < out.values().length; i++) {
      int ch = i / inner % weight.length;
      out.values()[i] =
          (out.values()[i] - mean[ch]) / Math.sqrt(variance[ch] + op.epsilon()) * weight[ch]
              + bias[ch];
    }
    return out;
  }

  @Override
  public Doubles groupNorm(Op.GroupNorm op, Call c) {
    Doubles x = c.x();
    Doubles grouped =
        x.shaped(x.size(0) * op.groups(), x.values().length / x.size(0) / op.groups());
    Doubles normal = standardised(grouped, op.epsilon()).shaped(x.shape());
    int inner = x.product(2, 4);
    for (int i = 0; i < normal.values().length; i++) {
      int ch = i / inner % x.size(1);
      normal.values()[i] =
          normal.values()[i] * c.parameters().get(0).values()[ch]
              + c.parameters().get(1).values()[ch];
    }
    return normal;
  }

  @Override
  public Doubles layerNorm(Op.LayerNorm op, Call c) {
    int d = c.x().size(-1);
    Doubles flat = c.x().shaped(c.x().values().length / d, d);
    Doubles normal = standardised(flat, op.epsilon());
    for (int i = 0; i < normal.values().length; i++) {
      normal.values()[i] =
          normal.values()[i] * c.parameters().get(0).values()[i % d]
              + c.parameters().get(1).values()[i % d];
    }
    return normal.shaped(c.x().shape());
  }

  /** Rows with mean 0 and variance 1. */
  private static Doubles standardised(Doubles rows, double epsilon) {
    Doubles out = rows.map(v -> v);
    int d = rows.size(1);
    for (int r = 0; r < rows.size(0); r++) {
      double[] row = Arrays.copyOfRange(rows.values(), r * d, (r + 1) * d);
      double mean = Arrays.stream(row).average().orElseThrow();
      double variance =
          Arrays.stream(row).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
      for (int i = 0; i < d; i++) {
        out.values()[r * d + i] = (row[i] - mean) / Math.sqrt(variance + epsilon);
      }
    }
    return out;
  }

  @Override
  public Doubles activation(Op.Activation op, Call c) {
    return c.x()
        .map(
            switch (op.function()) {
              case RELU -> v -> Math.max(v, 0);
              case RELU6 -> v -> Math.min(Math.max(v, 0), 6);
              case ELU -> v -> v > 0 ? v : Math.expm1(v);
              case GELU -> v -> v * 0.5 * (1 + erf(v / Math.sqrt(2)));
              case SIGMOID -> v -> 1 / (1 + Math.exp(-v));
              case SOFTPLUS -> v -> Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
              case SQRT -> Math::sqrt;
              case EXP -> Math::exp;
              case ABS -> Math::abs;
            });
  }

  /** The integral of {@code 2/√π·e^-t²} by its power series, or its limit beyond 5. */
  static double erf(double x) {
    if (Math.abs(x) > 5) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; n < 120; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  @Override
  public Doubles affine(Op.Affine op, Call c) {
    return c.x().map(v -> op.factor() * v + op.offset());
  }

  @Override
  public Doubles softmax(Op.Softmax op, Call c) {
    Doubles x = c.x();
    int axis = op.axis() < 0 ? op.axis() + x.shape().length : op.axis();
    Doubles largest = folded(x, axis, Double.NEGATIVE_INFINITY, Math::max);
    Doubles powers = x.with(largest, (a, b) -> Math.exp(a - b));
    return powers.with(folded(powers, axis, 0, Double::sum), (a, b) -> a / b);
  }

  /** One axis reduced to size 1. */
  private static Doubles folded(Doubles x, int axis, double start, DoubleBinaryOperator f) {
    int[] sizes = x.shape().clone();
    sizes[axis] = 1;
    Doubles out = Doubles.zeros(sizes);
    Arrays.fill(out.values(), start);
    int inner = x.product(axis + 1, sizes.length);
    for (int i = 0; i < x.values().length; i++) {
      int to = i / inner / x.size(axis) * inner + i % inner;
      out.values()[to] = f.applyAsDouble(out.values()[to], x.values()[i]);
    }
    return out;
  }

  @Override
  public Doubles pool(Op.Pool op, Call c) {
    Doubles x = c.x();
    int k = op.kernel();
    int h = pooled(x.size(2) + op.padding().top() + op.padding().bottom() - k, op);
    int w = pooled(x.size(3) + op.padding().left() + op.padding().right() - k, op);
    boolean max = op.kind() == Op.Pooling.MAX;
    Doubles out = Doubles.zeros(x.size(0), x.size(1), h, w);
    for (int i = 0; i < out.values().length; i++) {
      int plane = i / (h * w);
      double value = max ? Double.NEGATIVE_INFINITY : 0;
      for (int t = 0; t < k * k; t++) {
        int sy = i / w % h * op.stride() + t / k - op.padding().top();
        int sx = i % w * op.stride() + t % k - op.padding().left();
        if (sy >= 0 && sy < x.size(2) && sx >= 0 && sx < x.size(3)) {
          double v = x.values()[(plane * x.size(2) + sy) * x.size(3) + sx];
          value = max ? Math.max(value, v) : value + v / (k * k);
        }
      }
      out.values()[i] = value;
    }
    return out;
  }

  private static int pooled(int room, Op.Pool op) {
    return (op.ceil() ? (room + op.stride() - 1) / op.stride() : room / op.stride()) + 1;
  }

  @Override
  public Doubles globalPool(Op.GlobalPool op, Call c) {
    Doubles x = c.x();
    Doubles flat = x.shaped(x.size(0), x.size(1), x.size(2) * x.size(3));
    boolean max = op.kind() == Op.Pooling.MAX;
    Doubles out =
        folded(flat, 2, max ? Double.NEGATIVE_INFINITY : 0, max ? Math::max : Double::sum);
    return out.map(v -> max ? v : v / flat.size(2)).shaped(x.size(0), x.size(1));
  }

  @Override
  public Doubles pyramidPool(Op.PyramidPool op, Call c) {
    Doubles x = c.x();
    int rows = Math.max(1, x.size(2) / op.divisions());
    int columns = Math.max(1, x.size(3) / op.divisions());
    int down = x.size(2) / rows;
    int across = x.size(3) / columns;
    Doubles out = Doubles.zeros(x.size(0), x.size(1));
    for (int map = 0; map < out.values().length; map++) {
      for (int window = 0; window < down * across; window++) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < rows * columns; i++) {
          int y = window / across * rows + i / columns;
          int xx = window % across * columns + i % columns;
          largest = Math.max(largest, x.values()[(map * x.size(2) + y) * x.size(3) + xx]);
        }
        out.values()[map] += largest / (down * across);
      }
    }
    return out;
  }

  @Override
  public Doubles keepLargest(Op.KeepLargest op, Call c) {
    Doubles x = c.x();
    int axis = op.axis() < 0 ? op.axis() + x.shape().length : op.axis();
    int inner = 1;
    for (int a = axis + 1; a < x.shape().length; a++) {
      inner *= x.size(a);
    }
    double[] largest = folded(x, axis, Double.NEGATIVE_INFINITY, Math::max).values();
    Doubles out = Doubles.zeros(x.shape());
    for (int i = 0; i < out.values().length; i++) {
      double value = x.values()[i];
      double best = largest[i / (inner * x.size(axis)) * inner + i % inner];
      out.values()[i] = value == best ? value : 0;
    }
    return out;
  }

  @Override
  public Doubles dense(Op.Dense op, Call c) {
    Doubles weight = c.parameters().get(0);
    int in = weight.size(1);
    int[] sizes = c.x().shape().clone();
    sizes[sizes.length - 1] = op.out();
    Doubles out = Doubles.zeros(sizes);
    for (int i = 0; i < out.values().length; i++) {
      int o = i % op.out();
      double sum = op.bias() ? c.parameters().get(1).values()[o] : 0;
      for (int j = 0; j < in; j++) {
        sum += c.x().values()[i / op.out() * in + j] * weight.values()[o * in + j];
      }
      out.values()[i] = sum;
    }
    return out;
  }

  @Override
  public Doubles matMul(Op.MatMul op, Call c) {
    Doubles a = c.x();
    Doubles b = c.in().get(1);
    int rank = a.shape().length;
    int m = a.size(-2);
    int k = a.size(-1);
    int n = b.size(-1);
    int[] sizes = a.shape().clone();
    sizes[rank - 1] = n;
    Doubles out = Doubles.zeros(sizes);
    for (int i = 0; i < out.values().length; i++) {
      int batch = i / (m * n);
      for (int j = 0; j < k; j++) {
        out.values()[i] +=
            a.values()[(batch * m + i / n % m) * k + j] * b.values()[(batch * k + j) * n + i % n];
      }
    }
    return out;
  }

  @Override
  public Doubles binary(Op.Binary op, Call c) {
    DoubleBinaryOperator f =
        switch (op.kind()) {
          case ADD -> Double::sum;
          case SUB -> (a, b) -> a - b;
          case MUL -> (a, b) -> a * b;
          case DIV -> (a, b) -> a / b;
          case MAX -> Math::max;
        };
    return c.x().with(c.in().get(1), f);
  }

  @Override
  public Doubles concat(Op.Concat op, Call c) {
    int[] sizes = c.x().shape().clone();
    sizes[op.axis()] = c.in().stream().mapToInt(v -> v.size(op.axis())).sum();
    Doubles out = Doubles.zeros(sizes);
    int outer = out.product(0, op.axis());
    int to = 0;
    for (int o = 0; o < outer; o++) {
      for (Doubles part : c.in()) {
        int length = part.values().length / outer;
        System.arraycopy(part.values(), o * length, out.values(), to, length);
        to += length;
      }
    }
    return out;
  }

  @Override
  public Doubles slice(Op.Slice op, Call c) {
    int to = op.to() == Op.Slice.END ? c.x().size(op.axis()) : op.to();
    return c.x().sliced(op.axis(), op.from(), to);
  }

  @Override
  public Doubles reshape(Op.Reshape op, Call c) {
    int[] sizes = new int[op.sizes().size()];
    int known = 1;
    for (int i = 0; i < sizes.length; i++) {
      int size = op.sizes().get(i);
      sizes[i] = size == 0 ? c.x().size(i) : size;
      known *= size == -1 ? 1 : sizes[i];
    }
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = sizes[i] == -1 ? c.x().values().length / known : sizes[i];
    }
    return c.x().shaped(sizes);
  }

  @Override
  public Doubles transpose(Op.Transpose op, Call c) {
    return c.x().permuted(op.axes().stream().mapToInt(Integer::intValue).toArray());
  }

  @Override
  public Doubles reduce(Op.Reduce op, Call c) {
    Doubles x = c.x();
    int axis = op.axis() < 0 ? op.axis() + x.shape().length : op.axis();
    boolean max = op.kind() == Op.Reduction.MAX;
    boolean norm = op.kind() == Op.Reduction.NORM;
    Doubles out =
        folded(
            norm ? x.map(v -> v * v) : x,
            axis,
            max ? Double.NEGATIVE_INFINITY : 0,
            max ? Math::max : Double::sum);
    Doubles scaled =
        switch (op.kind()) {
          case MEAN -> out.map(v -> v / x.size(axis));
          case NORM -> out.map(Math::sqrt);
          case SUM, MAX -> out;
        };
    if (op.keep()) {
      return scaled;
    }
    int[] sizes =
        IntStream.range(0, x.shape().length).filter(a -> a != axis).map(x::size).toArray();
    return scaled.shaped(sizes);
  }

  @Override
  public Doubles rankMean(Op.RankMean op, Call c) {
    int last = c.x().size(-1);
    int[] sizes = Arrays.copyOf(c.x().shape(), c.x().shape().length - 1);
    Doubles out = Doubles.zeros(sizes);
    for (int i = 0; i < out.values().length; i++) {
      double[] row = Arrays.copyOfRange(c.x().values(), i * last, (i + 1) * last);
      Arrays.sort(row);
      double weight = 1;
      double weights = 0;
      for (int rank = last - 1; rank >= 0; rank--, weight *= op.decay()) {
        out.values()[i] += weight * row[rank];
        weights += weight;
      }
      out.values()[i] /= weights;
    }
    return out;
  }

  @Override
  public Doubles resizeLike(Op.ResizeLike op, Call c) {
    return NaiveResize.linear(
        c.x(), c.in().get(1).size(2), c.in().get(1).size(3), op.corners() == Op.Corners.ALIGNED);
  }

  @Override
  public Doubles cubicLike(Op.CubicLike op, Call c) {
    return NaiveResize.cubic(
        c.x(),
        c.in().get(1).size(2),
        c.in().get(1).size(3),
        op.scale() == Op.GridScale.TENTH_MORE ? 0.1 : 0);
  }

  @Override
  public Doubles dropout(Op.Dropout op, Call c) {
    return c.x();
  }

  @Override
  public Doubles detach(Op.Detach op, Call c) {
    return c.x();
  }

  @Override
  public Doubles groupRoll(Op.GroupRoll op, Call c) {
    Doubles out = Doubles.zeros(c.x().shape());
    int each = c.x().product(1, c.x().shape().length);
    for (int n = 0; n < c.x().size(0); n++) {
      int from = n / op.size() * op.size() + (n + op.by()) % op.size();
      System.arraycopy(c.x().values(), from * each, out.values(), n * each, each);
    }
    return out;
  }

  @Override
  public Doubles weight(Op.Weight op, Call c) {
    return c.parameters().get(0);
  }

  @Override
  public Doubles expand(Op.Expand op, Call c) {
    int[] sizes = c.x().shape().clone();
    sizes[0] = c.in().get(1).size(0);
    return Doubles.zeros(sizes).with(c.x(), Double::sum);
  }

  @Override
  public Doubles mapLike(Op.MapLike op, Call c) {
    Doubles like = c.in().get(1);
    return c.x().shaped(c.x().size(0), c.x().size(1), like.size(2), like.size(3));
  }
}
