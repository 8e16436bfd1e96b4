package org.tag2mask.trainer.lowering;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.Op.Corners;
import org.tag2mask.models.graph.Op.Pooling;
import org.tag2mask.models.graph.OpVisitor;

/** Every operation as plain loops in double precision, written from its definition alone. */
final class NaiveForward implements OpVisitor<NaiveForward.Context, NaiveForward.Value> {

  record Value(int[] shape, double[] data) {
    static Value zeros(int... shape) {
      return new Value(shape, new double[Arrays.stream(shape).reduce(1, (a, b) -> a * b)]);
    }

    int offset(int... at) {
      int offset = 0;
      for (int i = 0; i < shape.length; i++) {
        offset = offset * shape[i] + at[i];
      }
      return offset;
    }

    double get(int... at) {
      return data[offset(at)];
    }

    Value map(DoubleUnaryOperator f) {
      return new Value(shape, Arrays.stream(data).map(f).toArray());
    }
  }

  /** batchStatistics: training of a normalisation that is not frozen. */
  record Context(List<Value> in, List<Value> parameters, boolean batchStatistics) {
    Value x() {
      return in.get(0);
    }
  }

  private interface At {
    double value(int[] at);
  }

  private static Value fill(int[] shape, At f) {
    Value out = Value.zeros(shape);
    int[] at = new int[shape.length];
    for (int i = 0; i < out.data.length; i++) {
      int rest = i;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        at[axis] = rest % shape[axis];
        rest /= shape[axis];
      }
      out.data[i] = f.value(at.clone());
    }
    return out;
  }

  private static int[] with(int[] shape, int axis, int size) {
    int[] copy = shape.clone();
    copy[axis] = size;
    return copy;
  }

  private static int positive(int axis, int[] shape) {
    return axis < 0 ? axis + shape.length : axis;
  }

  @Override
  public Value input(Op.Input op, Context c) {
    return c.x();
  }

  @Override
  public Value conv(Op.Conv op, Context c) {
    Value x = c.x();
    Value w = c.parameters.get(0);
    int window = op.dilation() * (op.kernel() - 1) + 1;
    long[] rows = op.padding().at(true, x.shape[2], window, op.stride());
    long[] columns = op.padding().at(false, x.shape[3], window, op.stride());
    int height = (int) (x.shape[2] + rows[0] + rows[1] - window) / op.stride() + 1;
    int width = (int) (x.shape[3] + columns[0] + columns[1] - window) / op.stride() + 1;
    int perGroup = x.shape[1] / op.groups();
    return fill(
        new int[] {x.shape[0], op.out(), height, width},
        at -> {
          int group = at[1] / (op.out() / op.groups());
          double sum = op.bias() ? c.parameters.get(1).data[at[1]] : 0;
          for (int i = 0; i < perGroup; i++) {
            for (int ky = 0; ky < op.kernel(); ky++) {
              for (int kx = 0; kx < op.kernel(); kx++) {
                int y = (int) (at[2] * op.stride() - rows[0] + ky * op.dilation());
                int xx = (int) (at[3] * op.stride() - columns[0] + kx * op.dilation());
                if (y >= 0 && y < x.shape[2] && xx >= 0 && xx < x.shape[3]) {
                  sum += w.get(at[1], i, ky, kx) * x.get(at[0], group * perGroup + i, y, xx);
                }
              }
            }
          }
          return sum;
        });
  }

  @Override
  public Value batchNorm(Op.BatchNorm op, Context c) {
    Value x = c.x();
    double[] mean = c.parameters.get(2).data.clone();
    double[] variance = c.parameters.get(3).data.clone();
    if (c.batchStatistics) {
      Arrays.fill(mean, 0);
      Arrays.fill(variance, 0);
      double count = (double) x.data.length / x.shape[1];
      fill(x.shape, at -> mean[at[1]] += x.get(at) / count);
      fill(x.shape, at -> variance[at[1]] += Math.pow(x.get(at) - mean[at[1]], 2) / count);
    }
    return fill(
        x.shape,
        at ->
            (x.get(at) - mean[at[1]])
                    / Math.sqrt(variance[at[1]] + op.epsilon())
                    * c.parameters.get(0).data[at[1]]
                + c.parameters.get(1).data[at[1]]);
  }

  @Override
  public Value groupNorm(Op.GroupNorm op, Context c) {
    Value x = c.x();
    int perGroup = x.shape[1] / op.groups();
    double[][] mean = new double[x.shape[0]][op.groups()];
    double[][] variance = new double[x.shape[0]][op.groups()];
    double count = (double) x.data.length / x.shape[0] / op.groups();
    fill(x.shape, at -> mean[at[0]][at[1] / perGroup] += x.get(at) / count);
    fill(
        x.shape,
        at ->
            variance[at[0]][at[1] / perGroup] +=
                Math.pow(x.get(at) - mean[at[0]][at[1] / perGroup], 2) / count);
    return fill(
        x.shape,
        at ->
            (x.get(at) - mean[at[0]][at[1] / perGroup])
                    / Math.sqrt(variance[at[0]][at[1] / perGroup] + op.epsilon())
                    * c.parameters.get(0).data[at[1]]
                + c.parameters.get(1).data[at[1]]);
  }

  @Override
  public Value layerNorm(Op.LayerNorm op, Context c) {
    Value x = c.x();
    int last = x.shape.length - 1;
    int width = x.shape[last];
    return fill(
        x.shape,
        at -> {
          double mean = 0;
          double square = 0;
          for (int i = 0; i < width; i++) {
            mean += x.get(with(at, last, i)) / width;
          }
          for (int i = 0; i < width; i++) {
            square += Math.pow(x.get(with(at, last, i)) - mean, 2) / width;
          }
          return (x.get(at) - mean)
                  / Math.sqrt(square + op.epsilon())
                  * c.parameters.get(0).data[at[last]]
              + c.parameters.get(1).data[at[last]];
        });
  }

  @Override
  public Value activation(Op.Activation op, Context c) {
    return c.x().map(v -> function(op.function(), v));
  }

  private static double function(Op.Function function, double v) {
    return switch (function) {
      case RELU -> v > 0 ? v : 0;
      case RELU6 -> v < 0 ? 0 : v > 6 ? 6 : v;
      case ELU -> v > 0 ? v : Math.exp(v) - 1;
      case GELU -> v * normalBelow(v);
      case SIGMOID -> 1 / (1 + Math.exp(-v));
      case SOFTPLUS -> Math.log(1 + Math.exp(v));
      case SQRT -> Math.sqrt(v);
      case EXP -> Math.exp(v);
      case ABS -> v < 0 ? -v : v;
    };
  }

  /** The standard normal distribution by its power series. */
  private static double normalBelow(double v) {
    double term = v;
    double sum = v;
    for (int i = 1; i < 200; i++) {
      term *= v * v / (2 * i + 1);
      sum += term;
    }
    return 0.5 + sum * Math.exp(-v * v / 2) / Math.sqrt(2 * Math.PI);
  }

  @Override
  public Value affine(Op.Affine op, Context c) {
    return c.x().map(v -> op.factor() * v + op.offset());
  }

  @Override
  public Value softmax(Op.Softmax op, Context c) {
    Value x = c.x();
    int axis = positive(op.axis(), x.shape);
    return fill(
        x.shape,
        at -> {
          double sum = 0;
          for (int i = 0; i < x.shape[axis]; i++) {
            sum += Math.exp(x.get(with(at, axis, i)));
          }
          return Math.exp(x.get(at)) / sum;
        });
  }

  @Override
  public Value pool(Op.Pool op, Context c) {
    Value x = c.x();
    int height = size(x.shape[2] + op.padding().top() + op.padding().bottom(), op);
    int width = size(x.shape[3] + op.padding().left() + op.padding().right(), op);
    boolean max = op.kind() == Pooling.MAX;
    return fill(
        new int[] {x.shape[0], x.shape[1], height, width},
        at -> {
          double result = max ? Double.NEGATIVE_INFINITY : 0;
          for (int ky = 0; ky < op.kernel(); ky++) {
            for (int kx = 0; kx < op.kernel(); kx++) {
              int y = at[2] * op.stride() - op.padding().top() + ky;
              int xx = at[3] * op.stride() - op.padding().left() + kx;
              if (y >= 0 && y < x.shape[2] && xx >= 0 && xx < x.shape[3]) {
                double v = x.get(at[0], at[1], y, xx);
                result = max ? Math.max(result, v) : result + v;
              }
            }
          }
          return max ? result : result / op.kernel() / op.kernel();
        });
  }

  private static int size(int padded, Op.Pool op) {
    int room = padded - op.kernel();
    return (op.ceil() ? (room + op.stride() - 1) / op.stride() : room / op.stride()) + 1;
  }

  @Override
  public Value globalPool(Op.GlobalPool op, Context c) {
    Value x = c.x();
    double pixels = x.shape[2] * x.shape[3];
    return fill(
        new int[] {x.shape[0], x.shape[1]},
        at -> {
          double sum = 0;
          double max = Double.NEGATIVE_INFINITY;
          for (int y = 0; y < x.shape[2]; y++) {
            for (int xx = 0; xx < x.shape[3]; xx++) {
              double v = x.get(at[0], at[1], y, xx);
              sum += v;
              max = Math.max(max, v);
            }
          }
          return op.kind() == Pooling.MAX ? max : sum / pixels;
        });
  }

  @Override
  public Value pyramidPool(Op.PyramidPool op, Context c) {
    Value x = c.x();
    int rows = Math.max(1, x.shape[2] / op.divisions());
    int columns = Math.max(1, x.shape[3] / op.divisions());
    return fill(
        new int[] {x.shape[0], x.shape[1]},
        at -> {
          double sum = 0;
          int windows = 0;
          for (int top = 0; top + rows <= x.shape[2]; top += rows) {
            for (int left = 0; left + columns <= x.shape[3]; left += columns) {
              double max = Double.NEGATIVE_INFINITY;
              for (int y = top; y < top + rows; y++) {
                for (int xx = left; xx < left + columns; xx++) {
                  max = Math.max(max, x.get(at[0], at[1], y, xx));
                }
              }
              sum += max;
              windows++;
            }
          }
          return sum / windows;
        });
  }

  @Override
  public Value keepLargest(Op.KeepLargest op, Context c) {
    Value x = c.x();
    int axis = positive(op.axis(), x.shape);
    return fill(
        x.shape,
        at -> {
          double own = x.get(at);
          for (int i = 0; i < x.shape[axis]; i++) {
            if (x.get(with(at, axis, i)) > own) {
              return 0;
            }
          }
          return own;
        });
  }

  @Override
  public Value dense(Op.Dense op, Context c) {
    Value x = c.x();
    int last = x.shape.length - 1;
    return fill(
        with(x.shape, last, op.out()),
        at -> {
          double sum = op.bias() ? c.parameters.get(1).data[at[last]] : 0;
          for (int i = 0; i < x.shape[last]; i++) {
            sum += x.get(with(at, last, i)) * c.parameters.get(0).get(at[last], i);
          }
          return sum;
        });
  }

  @Override
  public Value matMul(Op.MatMul op, Context c) {
    Value a = c.x();
    Value b = c.in.get(1);
    int last = a.shape.length - 1;
    return fill(
        with(a.shape, last, b.shape[last]),
        at -> {
          double sum = 0;
          for (int i = 0; i < a.shape[last]; i++) {
            sum += a.get(with(at, last, i)) * b.get(with(at, last - 1, i));
          }
          return sum;
        });
  }

  @Override
  public Value binary(Op.Binary op, Context c) {
    Value a = c.x();
    Value b = c.in.get(1);
    int[] shape = new int[a.shape.length];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = Math.max(a.shape[i], b.shape[i]);
    }
    return fill(
        shape,
        at -> {
          double l = a.get(within(at, a.shape));
          double r = b.get(within(at, b.shape));
          return switch (op.kind()) {
            case ADD -> l + r;
            case SUB -> l - r;
            case MUL -> l * r;
            case DIV -> l / r;
            case MAX -> Math.max(l, r);
          };
        });
  }

  private static int[] within(int[] at, int[] shape) {
    int[] result = at.clone();
    for (int i = 0; i < at.length; i++) {
      result[i] = shape[i] == 1 ? 0 : at[i];
    }
    return result;
  }

  @Override
  public Value concat(Op.Concat op, Context c) {
    int axis = positive(op.axis(), c.x().shape);
    int total = c.in.stream().mapToInt(v -> v.shape[axis]).sum();
    return fill(
        with(c.x().shape, axis, total),
        at -> {
          int rest = at[axis];
          for (Value v : c.in) {
            if (rest < v.shape[axis]) {
              return v.get(with(at, axis, rest));
            }
            rest -= v.shape[axis];
          }
          throw new IllegalStateException();
        });
  }

  @Override
  public Value slice(Op.Slice op, Context c) {
    Value x = c.x();
    int axis = positive(op.axis(), x.shape);
    int to = Math.min(op.to(), x.shape[axis]);
    return fill(
        with(x.shape, axis, to - op.from()), at -> x.get(with(at, axis, at[axis] + op.from())));
  }

  @Override
  public Value reshape(Op.Reshape op, Context c) {
    int[] shape = new int[op.sizes().size()];
    int known = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = op.sizes().get(i) == 0 ? c.x().shape[i] : op.sizes().get(i);
      known *= shape[i] == -1 ? 1 : shape[i];
    }
    for (int i = 0; i < shape.length; i++) {
      shape[i] = shape[i] == -1 ? c.x().data.length / known : shape[i];
    }
    return new Value(shape, c.x().data);
  }

  @Override
  public Value transpose(Op.Transpose op, Context c) {
    Value x = c.x();
    int[] shape = op.axes().stream().mapToInt(a -> x.shape[a]).toArray();
    return fill(
        shape,
        at -> {
          int[] from = new int[shape.length];
          for (int i = 0; i < shape.length; i++) {
            from[op.axes().get(i)] = at[i];
          }
          return x.get(from);
        });
  }

  @Override
  public Value reduce(Op.Reduce op, Context c) {
    Value x = c.x();
    int axis = positive(op.axis(), x.shape);
    Value kept =
        fill(
            with(x.shape, axis, 1),
            at -> {
              double sum = 0;
              double squares = 0;
              double max = Double.NEGATIVE_INFINITY;
              for (int i = 0; i < x.shape[axis]; i++) {
                double v = x.get(with(at, axis, i));
                sum += v;
                squares += v * v;
                max = Math.max(max, v);
              }
              return switch (op.kind()) {
                case MEAN -> sum / x.shape[axis];
                case SUM -> sum;
                case MAX -> max;
                case NORM -> Math.sqrt(squares);
              };
            });
    if (op.keep()) {
      return kept;
    }
    int[] dropped = new int[x.shape.length - 1];
    for (int i = 0, to = 0; i < x.shape.length; i++) {
      if (i != axis) {
        dropped[to++] = x.shape[i];
      }
    }
    return new Value(dropped, kept.data);
  }

  @Override
  public Value rankMean(Op.RankMean op, Context c) {
    int last = c.x().shape.length - 1;
    return fill(
        Arrays.copyOf(c.x().shape, last),
        at -> {
          int[] cell = Arrays.copyOf(at, last + 1);
          double sum = 0;
          double weights = 0;
          for (int i = 0; i < c.x().shape[last]; i++) {
            double own = c.x().get(with(cell, last, i));
            int rank = 0;
            for (int j = 0; j < c.x().shape[last]; j++) {
              double other = c.x().get(with(cell, last, j));
              rank += other > own || (other == own && j < i) ? 1 : 0;
            }
            sum += Math.pow(op.decay(), rank) * own;
            weights += Math.pow(op.decay(), rank);
          }
          return sum / weights;
        });
  }

  @Override
  public Value resizeLike(Op.ResizeLike op, Context c) {
    Value x = c.x();
    int height = c.in.get(1).shape[2];
    int width = c.in.get(1).shape[3];
    return fill(
        new int[] {x.shape[0], x.shape[1], height, width},
        at -> {
          double y = source(at[2], x.shape[2], height, op.corners());
          double xx = source(at[3], x.shape[3], width, op.corners());
          double sum = 0;
          for (int i = 0; i < x.shape[2]; i++) {
            for (int j = 0; j < x.shape[3]; j++) {
              double weight = Math.max(0, 1 - Math.abs(y - i)) * Math.max(0, 1 - Math.abs(xx - j));
              sum += weight * x.get(at[0], at[1], i, j);
            }
          }
          return sum;
        });
  }

  /** The position in the source, kept within the first and last centre. */
  private static double source(int i, int in, int out, Corners corners) {
    double at =
        corners == Corners.HALF_PIXEL
            ? (i + 0.5) * in / out - 0.5
            : out == 1 ? 0 : i * (in - 1.0) / (out - 1.0);
    return Math.max(0, Math.min(in - 1, at));
  }

  @Override
  public Value dropout(Op.Dropout op, Context c) {
    return c.x();
  }

  @Override
  public Value detach(Op.Detach op, Context c) {
    return c.x();
  }

  @Override
  public Value groupRoll(Op.GroupRoll op, Context c) {
    Value x = c.x();
    int size = op.size();
    return fill(x.shape, at -> x.get(with(at, 0, at[0] / size * size + (at[0] + op.by()) % size)));
  }

  @Override
  public Value weight(Op.Weight op, Context c) {
    return c.parameters.get(0);
  }

  @Override
  public Value expand(Op.Expand op, Context c) {
    Value x = c.x();
    return fill(with(x.shape, 0, c.in.get(1).shape[0]), at -> x.get(with(at, 0, 0)));
  }

  @Override
  public Value mapLike(Op.MapLike op, Context c) {
    int[] like = c.in.get(1).shape;
    return new Value(new int[] {c.x().shape[0], c.x().shape[1], like[2], like[3]}, c.x().data);
  }

  @Override
  public Value cubicLike(Op.CubicLike op, Context c) {
    Value x = c.x();
    int height = c.in.get(1).shape[2];
    int width = c.in.get(1).shape[3];
    if (height == x.shape[2] && width == x.shape[3]) {
      return x;
    }
    double more = op.scale() == Op.GridScale.SIZE ? 0 : 0.1;
    return fill(
        new int[] {x.shape[0], x.shape[1], height, width},
        at -> {
          double y = (at[2] + 0.5) * x.shape[2] / (height + more) - 0.5;
          double xx = (at[3] + 0.5) * x.shape[3] / (width + more) - 0.5;
          double sum = 0;
          for (int i = (int) Math.floor(y) - 1; i <= Math.floor(y) + 2; i++) {
            for (int j = (int) Math.floor(xx) - 1; j <= Math.floor(xx) + 2; j++) {
              int row = Math.max(0, Math.min(x.shape[2] - 1, i));
              int column = Math.max(0, Math.min(x.shape[3] - 1, j));
              sum += keys(y - i) * keys(xx - j) * x.get(at[0], at[1], row, column);
            }
          }
          return sum;
        });
  }

  private static double keys(double signed) {
    double a = -0.75;
    double t = Math.abs(signed);
    if (t <= 1) {
      return (a + 2) * t * t * t - (a + 3) * t * t + 1;
    }
    return t < 2 ? a * t * t * t - 5 * a * t * t + 8 * a * t - 4 * a : 0;
  }
}
