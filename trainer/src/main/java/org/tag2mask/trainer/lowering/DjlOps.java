package org.tag2mask.trainer.lowering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.Op.Dropped;
import org.tag2mask.models.graph.Op.Pooling;
import org.tag2mask.models.graph.OpVisitor;
import org.tag2mask.models.graph.Padding;

/**
 * Each operation as DJL array operations. Results belong to the manager of the first input. Works
 * for any memory layout; maps that arrive channels-last stay so.
 */
final class DjlOps implements OpVisitor<Call, NDArray>, AutoCloseable {
  /** In the engine's order of arguments this axis means "channels stand at axis 1". */
  private static final int CHANNEL_AXIS = -1;

  private final ScriptedActivation relu6;
  private final ScriptedActivation relu6InPlace;
  private final ScriptedActivation reluInPlace;

  DjlOps(NDManager manager) {
    relu6 = new ScriptedActivation(manager, ScriptedActivation.RELU6);
    relu6InPlace = new ScriptedActivation(manager, ScriptedActivation.RELU6_IN_PLACE);
    reluInPlace = new ScriptedActivation(manager, ScriptedActivation.RELU_IN_PLACE);
  }

  @Override
  public NDArray input(Op.Input op, Call c) {
    return c.in();
  }

  @Override
  public NDArray conv(Op.Conv op, Call c) {
    int window = op.dilation() * (op.kernel() - 1) + 1;
    long[] rows = op.padding().at(true, c.size(2), window, op.stride());
    long[] columns = op.padding().at(false, c.size(3), window, op.stride());
    NDArray x = c.in();
    Shape zeros = new Shape(rows[0], columns[0]);
    if (rows[0] != rows[1] || columns[0] != columns[1]) {
      x = pad(x, rows, columns, 0);
      zeros = new Shape(0, 0);
    }
    return Conv2d.conv2d(
            x,
            c.parameter(0),
            c.bias(op.bias()),
            square(op.stride()),
            zeros,
            square(op.dilation()),
            op.groups())
        .singletonOrThrow();
  }

  @Override
  public NDArray batchNorm(Op.BatchNorm op, Call c) {
    NDArray scale = c.parameter(0);
    NDArray shift = c.parameter(1);
    boolean training = c.training() && !op.frozen();
    if (training && c.in().size() == c.in().getShape().get(1)) {
      throw new ModelException(
          "batch normalisation needs more than one value a channel to learn from but got "
              + c.in().getShape()
              + "; train with a batch of at least 2");
    }
    // DJL's momentum is the share of the old statistic, ours (torch's) that of the new one.
    return c.in()
        .getNDArrayInternal()
        .batchNorm(
            c.in(),
            c.parameter(2),
            c.parameter(3),
            op.frozen() ? scale.stopGradient() : scale,
            op.frozen() ? shift.stopGradient() : shift,
            CHANNEL_AXIS,
            (float) (1 - op.momentum()),
            (float) op.epsilon(),
            training)
        .singletonOrThrow();
  }

  @Override
  public NDArray groupNorm(Op.GroupNorm op, Call c) {
    Shape shape = c.in().getShape();
    NDArray grouped = c.in().reshape(shape.get(0), op.groups(), -1);
    NDArray centred = grouped.sub(grouped.mean(new int[] {2}, true));
    NDArray variance = centred.square().mean(new int[] {2}, true);
    NDArray normal = centred.div(variance.add((float) op.epsilon()).sqrt()).reshape(shape);
    return normal.mul(channels(c.parameter(0), shape)).add(channels(c.parameter(1), shape));
  }

  @Override
  public NDArray layerNorm(Op.LayerNorm op, Call c) {
    Shape last = new Shape(c.in().getShape().getLastDimension());
    return LayerNorm.layerNorm(c.in(), last, c.parameter(0), c.parameter(1), (float) op.epsilon())
        .singletonOrThrow();
  }

  @Override
  public NDArray activation(Op.Activation op, Call c) {
    NDArray x = c.in();
    return switch (op.function()) {
      case RELU -> c.overwrite() ? reluInPlace.apply(x) : Activation.relu(x);
      case RELU6 -> (c.overwrite() ? relu6InPlace : relu6).apply(x);
      case ELU -> Activation.elu(x, 1f);
      case GELU -> Activation.gelu(x);
      case SIGMOID -> Activation.sigmoid(x);
      case SOFTPLUS -> Activation.softPlus(x);
      case SQRT -> x.sqrt();
      case EXP -> x.exp();
      case ABS -> x.abs();
    };
  }

  @Override
  public NDArray affine(Op.Affine op, Call c) {
    return c.in().mul(op.factor()).add(op.offset());
  }

  @Override
  public NDArray softmax(Op.Softmax op, Call c) {
    return c.in().softmax(op.axis());
  }

  @Override
  public NDArray pool(Op.Pool op, Call c) {
    Padding.Fixed p = op.padding();
    NDArray x = c.in();
    Shape zeros = new Shape(p.top(), p.left());
    if (p.top() != p.bottom() || p.left() != p.right()) {
      double fill = op.kind() == Pooling.MAX ? Double.NEGATIVE_INFINITY : 0;
      x = pad(x, new long[] {p.top(), p.bottom()}, new long[] {p.left(), p.right()}, fill);
      zeros = new Shape(0, 0);
    }
    Shape kernel = square(op.kernel());
    Shape stride = square(op.stride());
    return op.kind() == Pooling.MAX
        ? Pool.maxPool2d(x, kernel, stride, zeros, op.ceil())
        : Pool.avgPool2d(x, kernel, stride, zeros, op.ceil(), true);
  }

  @Override
  public NDArray globalPool(Op.GlobalPool op, Call c) {
    return op.kind() == Pooling.MAX ? Pool.globalMaxPool2d(c.in()) : Pool.globalAvgPool2d(c.in());
  }

  @Override
  public NDArray dense(Op.Dense op, Call c) {
    return c.in()
        .getNDArrayInternal()
        .linear(c.in(), c.parameter(0), c.bias(op.bias()))
        .singletonOrThrow();
  }

  @Override
  public NDArray matMul(Op.MatMul op, Call c) {
    return c.in().matMul(c.in(1));
  }

  @Override
  public NDArray binary(Op.Binary op, Call c) {
    NDArray a = c.in();
    NDArray b = c.in(1);
    return switch (op.kind()) {
      case ADD -> a.add(b);
      case SUB -> a.sub(b);
      case MUL -> a.mul(b);
      case DIV -> a.div(b);
      case MAX -> a.maximum(b);
    };
  }

  @Override
  public NDArray concat(Op.Concat op, Call c) {
    return NDArrays.concat(new NDList(c.inputs()), op.axis());
  }

  @Override
  public NDArray slice(Op.Slice op, Call c) {
    int axis = op.axis() < 0 ? op.axis() + c.in().getShape().dimension() : op.axis();
    long size = c.in().getShape().get(axis);
    long to = op.to() == Op.Slice.END ? size : op.to();
    // Splitting makes views without the index objects that DJL's own slicing leaves behind.
    if (op.from() == 0 && to == size) {
      return c.in();
    }
    if (op.from() == 0) {
      return c.in().split(new long[] {to}, axis).get(0);
    }
    return to == size
        ? c.in().split(new long[] {op.from()}, axis).get(1)
        : c.in().split(new long[] {op.from(), to}, axis).get(1);
  }

  @Override
  public NDArray reshape(Op.Reshape op, Call c) {
    long[] sizes = new long[op.sizes().size()];
    for (int i = 0; i < sizes.length; i++) {
      int size = op.sizes().get(i);
      sizes[i] = size == 0 ? c.in().getShape().get(i) : size;
    }
    return c.in().reshape(sizes);
  }

  @Override
  public NDArray transpose(Op.Transpose op, Call c) {
    return c.in().transpose(op.axes().stream().mapToInt(Integer::intValue).toArray());
  }

  @Override
  public NDArray reduce(Op.Reduce op, Call c) {
    int[] axis = {op.axis()};
    return switch (op.kind()) {
      case MEAN -> c.in().mean(axis, op.keep());
      case SUM -> c.in().sum(axis, op.keep());
      case MAX -> c.in().max(axis, op.keep());
    };
  }

  @Override
  public NDArray rankMean(Op.RankMean op, Call c) {
    int count = c.size(c.in().getShape().dimension() - 1);
    float[] weights = new float[count];
    double sum = 0;
    // The engine sorts upwards: the largest value, of rank 0, comes last.
    for (int rank = 0; rank < count; rank++) {
      double weight = Math.pow(op.decay(), rank);
      weights[count - 1 - rank] = (float) weight;
      sum += weight;
    }
    NDArray byRank = c.in().getManager().create(weights, new Shape(count));
    return c.in().sort(-1).mul(byRank).sum(new int[] {-1}).div(sum);
  }

  @Override
  public NDArray resizeLike(Op.ResizeLike op, Call c) {
    Shape like = c.in(1).getShape();
    int height = Math.toIntExact(like.get(2));
    int width = Math.toIntExact(like.get(3));
    if (height == c.size(2) && width == c.size(3)) {
      return c.in();
    }
    return ResizeMatrix.resize(
        c.in(), height, width, (in, out) -> ResizeMatrix.bilinear(in, out, op.corners()));
  }

  @Override
  public NDArray cubicLike(Op.CubicLike op, Call c) {
    Shape like = c.in(1).getShape();
    int height = Math.toIntExact(like.get(2));
    int width = Math.toIntExact(like.get(3));
    if (height == c.size(2) && width == c.size(3)) {
      return c.in();
    }
    double more = op.scale() == Op.GridScale.TENTH_MORE ? 0.1 : 0;
    return ResizeMatrix.resize(
        c.in(), height, width, (in, out) -> ResizeMatrix.bicubic(in, out, (out + more) / in));
  }

  @Override
  public NDArray groupRoll(Op.GroupRoll op, Call c) {
    NDArray x = c.in();
    long images = x.getShape().get(0);
    if (images % op.size() != 0) {
      throw new ModelException(
          "a batch of " + images + " images is not made of groups of " + op.size());
    }
    long[] sizes = x.getShape().getShape();
    long[] grouped = new long[sizes.length + 1];
    grouped[0] = images / op.size();
    grouped[1] = op.size();
    System.arraycopy(sizes, 1, grouped, 2, sizes.length - 1);
    NDList parts = x.reshape(grouped).split(new long[] {op.by()}, 1);
    return parts.get(1).concat(parts.get(0), 1).reshape(sizes);
  }

  @Override
  public NDArray weight(Op.Weight op, Call c) {
    // A view, so that releasing the value does not release the parameter.
    return c.parameter(0).reshape(c.parameter(0).getShape());
  }

  @Override
  public NDArray expand(Op.Expand op, Call c) {
    long[] sizes = c.in().getShape().getShape().clone();
    sizes[0] = c.in(1).getShape().get(0);
    return c.in().broadcast(new Shape(sizes));
  }

  @Override
  public NDArray mapLike(Op.MapLike op, Call c) {
    Shape like = c.in(1).getShape();
    return c.in().reshape(c.size(0), c.size(1), like.get(2), like.get(3));
  }

  @Override
  public NDArray dropout(Op.Dropout op, Call c) {
    if (!c.training()) {
      return c.in();
    }
    NDArray x = c.in();
    if (op.what() == Dropped.VALUES) {
      return Dropout.dropout(x, (float) op.rate(), true).singletonOrThrow();
    }
    long[] sizes = x.getShape().getShape().clone();
    for (int i = 2; i < sizes.length; i++) {
      sizes[i] = 1;
    }
    NDArray ones = x.getManager().ones(new Shape(sizes));
    return x.mul(Dropout.dropout(ones, (float) op.rate(), true).singletonOrThrow());
  }

  @Override
  public NDArray detach(Op.Detach op, Call c) {
    return c.in().stopGradient();
  }

  @Override
  public void close() {
    relu6.close();
    relu6InPlace.close();
    reluInPlace.close();
  }

  private static Shape square(int size) {
    return new Shape(size, size);
  }

  /** The engine wants the last axis first: {left, right, top, bottom}. */
  private static NDArray pad(NDArray x, long[] rows, long[] columns, double value) {
    return x.pad(new Shape(columns[0], columns[1], rows[0], rows[1]), value);
  }

  /** A vector {@code [C]} as {@code [1,C,1,1]}. */
  private static NDArray channels(NDArray vector, Shape like) {
    long[] sizes = new long[like.dimension()];
    java.util.Arrays.fill(sizes, 1);
    sizes[1] = like.get(1);
    return vector.reshape(sizes);
  }
}
