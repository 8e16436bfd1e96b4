package org.tag2mask.models.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.graph.Op.Arithmetic;
import org.tag2mask.models.graph.Op.Function;
import org.tag2mask.models.params.Initializer;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.Parameter.Kind;
import org.tag2mask.models.params.Parameter.Origin;

/**
 * Builds a {@link Graph} node by node, inferring shapes and declaring parameters on the way. The
 * name given to a layer becomes the prefix of its parameters, so that names are those of the weight
 * files users have.
 *
 * <pre>{@code
 * GraphBuilder g = new GraphBuilder();
 * Value x = g.image(3);
 * x = g.relu(g.conv("conv1", x, Conv2d.of(64, 7).stride(2).padding(3)));
 * Graph graph = g.output("feature", x).build();
 * }</pre>
 */
public final class GraphBuilder {
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, Integer> outputs = new LinkedHashMap<>();
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private Origin origin = Origin.BACKBONE;

  /** Parameters declared from now on have this origin; the start is {@link Origin#BACKBONE}. */
  public GraphBuilder origin(Origin next) {
    origin = next;
    return this;
  }

  /** The input image, normalised: {@code [N,channels,H,W]}. */
  public Value image(int channels) {
    return input(Op.Source.IMAGE, channels);
  }

  /** An image, normalised: {@code [N,channels,H,W]}, or {@code [N,channels,H2,W2]}. */
  public Value input(Op.Source source, int channels) {
    return add(source.input(), new Op.Input(source, channels), List.of());
  }

  /**
   * The input image once more, for layers deep in the network that look at its pixels.
   *
   * @throws ModelException if {@link #image} was not called first
   */
  public Value input() {
    return input(Op.Source.IMAGE);
  }

  /**
   * One of the input images once more.
   *
   * @throws ModelException if it is no input yet
   */
  public Value input(Op.Source source) {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).op() instanceof Op.Input input && input.source() == source) {
        return new Value(i, nodes.get(i).shape());
      }
    }
    throw new ModelException("the graph has no input '" + source.input() + "' yet");
  }

  /**
   * A convolution; parameters {@code name.weight} and, unless told otherwise, {@code name.bias}.
   */
  public Value conv(String name, Value x, Conv2d conv) {
    int[] shape = {
      conv.out(), x.channels() / conv.groupsFor(x.channels()), conv.kernel(), conv.kernel()
    };
    List<String> names = new ArrayList<>();
    names.add(declare(name + ".weight", shape, Kind.WEIGHT, conv.initializer()));
    if (conv.bias()) {
      names.add(declare(name + ".bias", new int[] {conv.out()}, Kind.BIAS, Initializer.ZEROS));
    }
    return add(name, conv.op(x.channels()), names, x);
  }

  /** Batch normalisation with learned affine and running statistics under {@code name}. */
  public Value batchNorm(String name, Value x, double epsilon, double momentum) {
    return batchNorm(name, x, epsilon, momentum, Initializer.ONES);
  }

  /** Batch normalisation whose scale begins with other values than 1. */
  public Value batchNorm(String name, Value x, double epsilon, double momentum, Initializer scale) {
    List<String> names = normNames(name, x, true, scale);
    return add(name, new Op.BatchNorm(epsilon, momentum, false), names, x);
  }

  /** Batch normalisation that always uses the stored statistics; nothing of it is learned. */
  public Value frozenBatchNorm(String name, Value x, double epsilon) {
    return add(name, new Op.BatchNorm(epsilon, 0, true), normNames(name, x, true), x);
  }

  /** Group normalisation. */
  public Value groupNorm(String name, Value x, int groups, double epsilon) {
    return add(name, new Op.GroupNorm(groups, epsilon), normNames(name, x, false), x);
  }

  /** Layer normalisation over the last axis. */
  public Value layerNorm(String name, Value x, double epsilon) {
    int[] width = {x.shape().get(-1).size()};
    List<String> names =
        List.of(
            declare(name + ".weight", width, Kind.NORM_SCALE, Initializer.ONES),
            declare(name + ".bias", width, Kind.NORM_SHIFT, Initializer.ZEROS));
    return add(name, new Op.LayerNorm(epsilon), names, x);
  }

  /** A matrix on the last axis: {@code name.weight [out,in]} and {@code name.bias [out]}. */
  public Value dense(String name, Value x, int out, boolean bias, Initializer initializer) {
    int[] shape = {out, x.shape().get(-1).size()};
    List<String> names = new ArrayList<>();
    names.add(declare(name + ".weight", shape, Kind.WEIGHT, initializer));
    if (bias) {
      names.add(declare(name + ".bias", new int[] {out}, Kind.BIAS, Initializer.ZEROS));
    }
    return add(name, new Op.Dense(out, bias), names, x);
  }

  /** One function applied to every value. */
  public Value apply(Function function, Value x) {
    return add(null, new Op.Activation(function), List.of(), x);
  }

  /** {@code max(x,0)}. */
  public Value relu(Value x) {
    return apply(Function.RELU, x);
  }

  /** {@code min(max(x,0),6)}. */
  public Value relu6(Value x) {
    return apply(Function.RELU6, x);
  }

  /** {@code factor·x + offset}. */
  public Value affine(Value x, double factor, double offset) {
    return add(null, new Op.Affine(factor, offset), List.of(), x);
  }

  /** Softmax over one axis. */
  public Value softmax(Value x, int axis) {
    return add(null, new Op.Softmax(axis), List.of(), x);
  }

  /** Max pooling. */
  public Value maxPool(Value x, int kernel, int stride, int padding, boolean ceil) {
    return pool(Op.Pooling.MAX, x, kernel, stride, padding, ceil);
  }

  /** Average pooling; padding counts as zeros. */
  public Value meanPool(Value x, int kernel, int stride, int padding) {
    return pool(Op.Pooling.MEAN, x, kernel, stride, padding, false);
  }

  /** Global average pooling, {@code [N,C,H,W]} to {@code [N,C]}. */
  public Value globalMean(Value x) {
    return add(null, new Op.GlobalPool(Op.Pooling.MEAN), List.of(), x);
  }

  /** Global max pooling, {@code [N,C,H,W]} to {@code [N,C]}. */
  public Value globalMax(Value x) {
    return add(null, new Op.GlobalPool(Op.Pooling.MAX), List.of(), x);
  }

  /** The mean over windows of their largest values, {@code [N,C,H,W]} to {@code [N,C]}. */
  public Value pyramidPool(Value x, int divisions) {
    return add(null, new Op.PyramidPool(divisions), List.of(), x);
  }

  /** The largest values along an axis, 0 elsewhere. */
  public Value keepLargest(Value x, int axis) {
    return add(null, new Op.KeepLargest(axis), List.of(), x);
  }

  /** Matrix product of the last two axes. */
  public Value matMul(Value a, Value b) {
    return add(null, new Op.MatMul(), List.of(), a, b);
  }

  /** a + b. */
  public Value add(Value a, Value b) {
    return binary(Arithmetic.ADD, a, b);
  }

  /** Arithmetic of two values, axes of size 1 repeated. */
  public Value binary(Arithmetic kind, Value a, Value b) {
    return add(null, new Op.Binary(kind), List.of(), a, b);
  }

  /** Values joined along one axis. */
  public Value concat(int axis, Value... values) {
    return add(null, new Op.Concat(axis), List.of(), values);
  }

  /** Elements {@code from} (included) to {@code to} (excluded) of an axis. */
  public Value slice(Value x, int axis, int from, int to) {
    return add(null, new Op.Slice(axis, from, to), List.of(), x);
  }

  /** Elements from {@code from} to the last of an axis. */
  public Value sliceFrom(Value x, int axis, int from) {
    return slice(x, axis, from, Op.Slice.END);
  }

  /** Each image's value replaced by that of another member of its group in the batch. */
  public Value groupRoll(Value x, int size, int by) {
    return add(null, new Op.GroupRoll(size, by), List.of(), x);
  }

  /** A learned array as a value; the parameter has the layer's own name. */
  public Value weight(String name, Kind kind, Initializer initializer, Integer... sizes) {
    int[] shape = Stream.of(sizes).mapToInt(Integer::intValue).toArray();
    List<String> names = List.of(declare(name, shape, kind, initializer));
    return add(name, new Op.Weight(List.of(sizes)), names);
  }

  /** A value of batch size 1 repeated to the batch size of another. */
  public Value expand(Value x, Value like) {
    return add(null, new Op.Expand(), List.of(), x, like);
  }

  /** {@code [N,C,h·w]} to {@code [N,C,h,w]}. */
  public Value mapLike(Value x, Value like) {
    return add(null, new Op.MapLike(), List.of(), x, like);
  }

  /** Bicubic resizing of a position grid to the height and width of another value. */
  public Value cubicLike(Value x, Value like, Op.GridScale scale) {
    return add(null, new Op.CubicLike(scale), List.of(), x, like);
  }

  /** Another shape: sizes {@code >0}, {@code 0} to copy, {@code -1} for the rest. */
  public Value reshape(Value x, Integer... sizes) {
    return add(null, new Op.Reshape(List.of(sizes)), List.of(), x);
  }

  /** Axes in another order. */
  public Value transpose(Value x, Integer... axes) {
    return add(null, new Op.Transpose(List.of(axes)), List.of(), x);
  }

  /** Reduces one axis. */
  public Value reduce(Op.Reduction kind, Value x, int axis, boolean keep) {
    return add(null, new Op.Reduce(kind, axis, keep), List.of(), x);
  }

  /** Global weighted rank pooling of the last axis, which is dropped. */
  public Value rankMean(Value x, double decay) {
    return add(null, new Op.RankMean(decay), List.of(), x);
  }

  /** Bilinear resizing to the height and width of another value. */
  public Value resizeLike(Value x, Value like, Op.Corners corners) {
    return add(null, new Op.ResizeLike(corners), List.of(), x, like);
  }

  /** Dropout of single values or whole slices of axis 1. */
  public Value dropout(Value x, double rate, Op.Dropped what) {
    return add(null, new Op.Dropout(rate, what), List.of(), x);
  }

  /** The same value, through which no gradient flows. */
  public Value detach(Value x) {
    return add(null, new Op.Detach(), List.of(), x);
  }

  /**
   * Names a value as an output.
   *
   * @throws ModelException if the name is taken
   */
  public GraphBuilder output(String name, Value value) {
    if (outputs.putIfAbsent(name, value.index()) != null) {
      throw new ModelException("output '" + name + "' is named twice");
    }
    return this;
  }

  /**
   * The finished graph.
   *
   * @throws ModelException if no output was named
   */
  public Graph build() {
    if (outputs.isEmpty()) {
      throw new ModelException("a graph needs at least one named output");
    }
    return new Graph(nodes, outputs, parameters);
  }

  private Value pool(Op.Pooling kind, Value x, int kernel, int stride, int padding, boolean ceil) {
    Padding.Fixed zeros = new Padding.Fixed(padding, padding, padding, padding);
    return add(null, new Op.Pool(kind, kernel, stride, zeros, ceil), List.of(), x);
  }

  private List<String> normNames(String name, Value x, boolean statistics) {
    return normNames(name, x, statistics, Initializer.ONES);
  }

  private List<String> normNames(String name, Value x, boolean statistics, Initializer scale) {
    int[] shape = {x.channels()};
    List<String> names = new ArrayList<>();
    names.add(declare(name + ".weight", shape, Kind.NORM_SCALE, scale));
    names.add(declare(name + ".bias", shape, Kind.NORM_SHIFT, Initializer.ZEROS));
    if (statistics) {
      names.add(declare(name + ".running_mean", shape, Kind.STATISTIC, Initializer.ZEROS));
      names.add(declare(name + ".running_var", shape, Kind.STATISTIC, Initializer.ONES));
    }
    return names;
  }

  /** Declares a parameter, or finds it again: layers of the same name share their weights. */
  private String declare(String name, int[] shape, Kind kind, Initializer initializer) {
    Parameter made = new Parameter(name, shape, kind, origin, initializer);
    Parameter before = parameters.putIfAbsent(name, made);
    if (before != null && !before.equals(made)) {
      throw new ModelException(
          "parameter '" + name + "' is declared as " + before + " and " + made);
    }
    return name;
  }

  private Value add(String name, Op op, List<String> parameterNames, Value... inputs) {
    List<Shape> shapes = new ArrayList<>();
    List<Integer> indices = new ArrayList<>();
    for (Value input : inputs) {
      shapes.add(input.shape());
      indices.add(input.index());
    }
    String unique = unique(name, op, indices);
    Shape shape;
    try {
      shape = op.infer(shapes);
    } catch (ModelException e) {
      throw new ModelException("node '" + unique + "': " + e.getMessage(), e);
    }
    nodes.add(new Node(unique, op, indices, parameterNames, shape));
    return new Value(nodes.size() - 1, shape);
  }

  /**
   * The layer's own name, or for plain operations the name of the first input and the operation.
   */
  private String unique(String name, Op op, List<Integer> inputs) {
    String base = name;
    if (base == null) {
      String kind =
          op instanceof Op.Activation a
              ? a.function().name()
              : op instanceof Op.Binary b ? b.kind().name() : op.getClass().getSimpleName();
      base = nodes.get(inputs.get(0)).name() + "/" + kind.toLowerCase(java.util.Locale.ROOT);
    }
    String candidate = base;
    for (int i = 2; !names.add(candidate); i++) {
      candidate = base + "_" + i;
    }
    return candidate;
  }
}
