package org.tag2mask.models.graph;

import java.util.ArrayList;
import java.util.List;
import org.tag2mask.models.ModelException;

/**
 * An operation: what a node computes from its inputs and parameters. Maps are {@code [N,C,H,W]},
 * tokens {@code [N,T,D]}. Every lowering implements {@link OpVisitor}, so a new operation does not
 * compile until all of them know it.
 */
public sealed interface Op {

  /**
   * The shape of the result.
   *
   * @param in the shapes of the inputs
   * @throws ModelException if the inputs do not fit
   */
  Shape infer(List<Shape> in);

  /**
   * Calls the visitor's method for this operation.
   *
   * @param visitor a lowering
   * @param context passed through
   */
  <C, R> R accept(OpVisitor<C, R> visitor, C context);

  /** Which image a graph reads. */
  enum Source {
    /** The image the network is asked about, {@code H × W}. */
    IMAGE("image", Dim.H, Dim.W),
    /** A second image it is compared with, of sizes of its own, {@code H2 × W2}. */
    PARTNER("partner", Dim.H2, Dim.W2);

    private final String input;
    private final Dim height;
    private final Dim width;

    Source(String input, Dim height, Dim width) {
      this.input = input;
      this.height = height;
      this.width = width;
    }

    /** The name of the input, in graphs and in exported files. */
    public String input() {
      return input;
    }
  }

  /**
   * An input of the graph: normalised images {@code [N,channels,H,W]}, sizes multiples of the
   * network's stride.
   */
  record Input(Source source, int channels) implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      return Shape.of(Dim.N, Dim.of(channels), source.height, source.width);
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.input(this, context);
    }
  }

  /**
   * 2-D convolution. Parameters: weight {@code [out, in/groups, kernel, kernel]}, then bias {@code
   * [out]} if {@code bias}.
   */
  record Conv(
      int out, int kernel, int stride, Padding padding, int dilation, int groups, boolean bias)
      implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      Shape x = map(in.get(0), this);
      if (x.get(1).size() % groups != 0 || out % groups != 0) {
        throw new ModelException(
            "convolution with " + groups + " groups cannot map " + x.get(1) + " to " + out);
      }
      int window = dilation * (kernel - 1) + 1;
      return Shape.of(
          x.get(0),
          Dim.of(out),
          padding.slide(true, x.get(2), window, stride, false),
          padding.slide(false, x.get(3), window, stride, false));
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.conv(this, context);
    }
  }

  /**
   * Batch normalisation over axis 1: {@code (x-mean)/sqrt(var+epsilon)·weight+bias}. Parameters:
   * weight, bias, running_mean, running_var, all {@code [C]}.
   *
   * @param epsilon added to the variance
   * @param momentum share of the batch statistic in the new running statistic (torch convention)
   * @param frozen true: always the running statistics, and affine not learned
   */
  record BatchNorm(double epsilon, double momentum, boolean frozen) implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      return in.get(0);
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.batchNorm(this, context);
    }
  }

  /** Group normalisation (Wu and He 2018). Parameters: weight, bias {@code [C]}. */
  record GroupNorm(int groups, double epsilon) implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      Shape x = map(in.get(0), this);
      if (x.get(1).size() % groups != 0) {
        throw new ModelException(groups + " groups do not divide " + x.get(1) + " channels");
      }
      return x;
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.groupNorm(this, context);
    }
  }

  /** Layer normalisation over the last axis. Parameters: weight, bias {@code [D]}. */
  record LayerNorm(double epsilon) implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      return in.get(0);
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.layerNorm(this, context);
    }
  }

  /** The functions of one value. */
  enum Function {
    /** {@code max(x,0)}. */
    RELU,
    /** {@code min(max(x,0),6)}. */
    RELU6,
    /** {@code x} if positive, else {@code e^x - 1}. */
    ELU,
    /** {@code x·Φ(x)}, the exact (erf) form. */
    GELU,
    /** {@code 1/(1+e^-x)}. */
    SIGMOID,
    /** {@code log(1+e^x)}. */
    SOFTPLUS,
    /** {@code sqrt(x)}. */
    SQRT,
    /** {@code e^x}. */
    EXP,
    /** {@code |x|}. */
    ABS
  }

  /** One function applied to every value. */
  record Activation(Function function) implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      return in.get(0);
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.activation(this, context);
    }
  }

  /** {@code factor·x + offset} with constants. */
  record Affine(double factor, double offset) implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      return in.get(0);
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.affine(this, context);
    }
  }

  /** Softmax over one axis. */
  record Softmax(int axis) implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      in.get(0).get(axis);
      return in.get(0);
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.softmax(this, context);
    }
  }

  /** Which value a window yields. */
  enum Pooling {
    /** The largest; padding never wins. */
    MAX,
    /** The mean; padding is counted as zeros. */
    MEAN
  }

  /** A sliding window. */
  record Pool(Pooling kind, int kernel, int stride, Padding.Fixed padding, boolean ceil)
      implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      Shape x = map(in.get(0), this);
      return x.with(2, padding.slide(true, x.get(2), kernel, stride, ceil))
          .with(3, padding.slide(false, x.get(3), kernel, stride, ceil));
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.pool(this, context);
    }
  }

  /** {@code [N,C,H,W]} to {@code [N,C]}: over all pixels (GAP, GMP). */
  record GlobalPool(Pooling kind) implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      Shape x = map(in.get(0), this);
      return Shape.of(x.get(0), x.get(1));
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.globalPool(this, context);
    }
  }

  /**
   * {@code [N,C,h,w]} to {@code [N,C]}: the mean over windows of their largest values. Windows of
   * {@code max(1,⌊h/divisions⌋) × max(1,⌊w/divisions⌋)} cells lie side by side from the top left;
   * rows and columns that fill none are left out (a level of VWE's hybrid pyramid pooling).
   *
   * @param divisions windows along a side that is a multiple of it
   */
  record PyramidPool(int divisions) implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      Shape x = map(in.get(0), this);
      return Shape.of(x.get(0), x.get(1));
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.pyramidPool(this, context);
    }
  }

  /**
   * A matrix on the last axis. Parameters: weight {@code [out,in]}, then bias {@code [out]} if
   * {@code bias}.
   */
  record Dense(int out, boolean bias) implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      return in.get(0).with(-1, Dim.of(out));
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.dense(this, context);
    }
  }

  /** Matrix product of the two last axes of two values of equal rank and equal leading sizes. */
  record MatMul() implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      Shape a = in.get(0);
      Shape b = in.get(1);
      if (a.rank() != b.rank() || !a.get(-1).sameAs(b.get(-2))) {
        throw new ModelException("cannot multiply " + a + " by " + b);
      }
      return a.with(-1, b.get(-1));
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.matMul(this, context);
    }
  }

  /**
   * The values that are the largest along an axis, 0 in place of all others; equal ones all stay
   * (the class masking of SEAM).
   */
  record KeepLargest(int axis) implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      in.get(0).get(axis);
      return in.get(0);
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.keepLargest(this, context);
    }
  }

  /** Arithmetic of two values. */
  enum Arithmetic {
    /** a + b. */
    ADD,
    /** a - b. */
    SUB,
    /** a · b. */
    MUL,
    /** a / b. */
    DIV,
    /** The larger. */
    MAX
  }

  /** Element by element, axes of size 1 repeated. */
  record Binary(Arithmetic kind) implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      Shape a = in.get(0);
      Shape b = in.get(1);
      if (a.rank() != b.rank()) {
        throw new ModelException(kind + " of " + a + " and " + b + ": ranks differ");
      }
      List<Dim> dims = new ArrayList<>();
      for (int i = 0; i < a.rank(); i++) {
        boolean aOne = a.get(i).equals(Dim.of(1));
        if (!aOne && !b.get(i).equals(Dim.of(1)) && !a.get(i).sameAs(b.get(i))) {
          throw new ModelException(kind + " of " + a + " and " + b + ": axis " + i + " differs");
        }
        dims.add(aOne ? b.get(i) : a.get(i));
      }
      return new Shape(dims);
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.binary(this, context);
    }
  }

  /** Values joined along one axis. */
  record Concat(int axis) implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      Dim sum = in.get(0).get(axis);
      for (Shape next : in.subList(1, in.size())) {
        if (!in.get(0).with(axis, next.get(axis)).sameAs(next)) {
          throw new ModelException("cannot join " + in.get(0) + " and " + next + " on " + axis);
        }
        sum = sum.plus(next.get(axis));
      }
      return in.get(0).with(axis, sum);
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.concat(this, context);
    }
  }

  /**
   * Elements {@code from} (included) to {@code to} (excluded) of one axis; {@link #END} stands for
   * the size of an axis.
   */
  record Slice(int axis, int from, int to) implements Op {
    /** As {@code to}: up to the last element. */
    public static final int END = Integer.MAX_VALUE;

    @Override
    public Shape infer(List<Shape> in) {
      Dim size = in.get(0).get(axis);
      if (to == END && from >= 0) {
        return in.get(0).with(axis, size.plus(-from));
      }
      if (from < 0 || to <= from || (size.isKnown() && to > size.size())) {
        throw new ModelException("slice " + from + ".." + to + " of an axis of " + size);
      }
      return in.get(0).with(axis, Dim.of(to - from));
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.slice(this, context);
    }
  }

  /**
   * Another shape for the same values.
   *
   * @param sizes {@code >0}: that size; {@code 0}: the size of the same axis of the input; {@code
   *     -1} (at most once): what is left
   */
  record Reshape(List<Integer> sizes) implements Op {
    /** Copies the list. */
    public Reshape {
      sizes = List.copyOf(sizes);
    }

    @Override
    public Shape infer(List<Shape> in) {
      return Reshapes.infer(in.get(0), sizes);
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.reshape(this, context);
    }
  }

  /** Axes in another order. */
  record Transpose(List<Integer> axes) implements Op {
    /** Copies the list. */
    public Transpose {
      axes = List.copyOf(axes);
    }

    @Override
    public Shape infer(List<Shape> in) {
      if (axes.size() != in.get(0).rank() || axes.stream().distinct().count() != axes.size()) {
        throw new ModelException("axes " + axes + " do not permute " + in.get(0));
      }
      return new Shape(axes.stream().map(in.get(0)::get).toList());
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.transpose(this, context);
    }
  }

  /** What a reduction keeps. */
  enum Reduction {
    /** The mean. */
    MEAN,
    /** The sum. */
    SUM,
    /** The largest. */
    MAX,
    /** The Euclidean norm; its gradient at the zero vector is 0. */
    NORM
  }

  /** Reduces one axis to size 1, or drops it. */
  record Reduce(Reduction kind, int axis, boolean keep) implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      Shape x = in.get(0);
      if (keep) {
        return x.with(axis, Dim.of(1));
      }
      List<Dim> dims = new ArrayList<>(x.dims());
      dims.remove(axis < 0 ? axis + x.rank() : axis);
      return new Shape(dims);
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.reduce(this, context);
    }
  }

  /**
   * Global weighted rank pooling (Kolesnikov and Lampert 2016): the values of the last axis,
   * largest first, averaged with the weights {@code decay^rank}, rank from 0. Drops the axis.
   * Between the mean (decay 1) and the largest value (decay near 0).
   *
   * @param decay above 0, at most 1
   */
  record RankMean(double decay) implements Op {
    /**
     * Checks the decay.
     *
     * @throws ModelException if it is outside (0, 1]
     */
    public RankMean {
      if (!(decay > 0 && decay <= 1)) {
        throw new ModelException("the decay of rank pooling must be in (0, 1], not " + decay);
      }
    }

    @Override
    public Shape infer(List<Shape> in) {
      Shape x = in.get(0);
      return new Shape(x.dims().subList(0, x.rank() - 1));
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.rankMean(this, context);
    }
  }

  /** Where the corners of a resized map lie. */
  enum Corners {
    /** Pixels are areas: {@code (i+½)·in/out-½} (torch align_corners=false). */
    HALF_PIXEL,
    /** Corner pixel centres fall on each other: {@code i·(in-1)/(out-1)}. */
    ALIGNED
  }

  /** Bilinear resizing of input 0 to the height and width of input 1, without antialiasing. */
  record ResizeLike(Corners corners) implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      Shape like = map(in.get(1), this);
      return map(in.get(0), this).with(2, like.get(2)).with(3, like.get(3));
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.resizeLike(this, context);
    }
  }

  /** What dropout drops. */
  enum Dropped {
    /** Single values. */
    VALUES,
    /** Whole slices of axis 1: channels of a map, tokens of a sequence. */
    SLICES
  }

  /** Dropout: identity unless training. */
  record Dropout(double rate, Dropped what) implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      return in.get(0);
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.dropout(this, context);
    }
  }

  /** The same value, through which no gradient flows. */
  record Detach() implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      return in.get(0);
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.detach(this, context);
    }
  }

  /**
   * Images of a batch that come in groups of {@code size}: each place takes the value of another
   * member of its group, {@code y[n] = x[(n/size)·size + (n + by) mod size]}. The batch is a
   * multiple of the group.
   *
   * @param size images a group, at least 2
   * @param by how many places further, 1 to {@code size-1}
   */
  record GroupRoll(int size, int by) implements Op {
    /**
     * Checks the numbers.
     *
     * @throws ModelException if a group has fewer than two members or the roll goes around it
     */
    public GroupRoll {
      if (size < 2 || by < 1 || by >= size) {
        throw new ModelException(
            "a group needs at least 2 images and a roll of 1 to one less than that, not "
                + size
                + " and "
                + by);
      }
    }

    @Override
    public Shape infer(List<Shape> in) {
      return in.get(0);
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.groupRoll(this, context);
    }
  }

  /** A learned array as a value of its own; its one parameter has these sizes. */
  record Weight(List<Integer> sizes) implements Op {
    /** Copies the list. */
    public Weight {
      sizes = List.copyOf(sizes);
    }

    @Override
    public Shape infer(List<Shape> in) {
      return new Shape(sizes.stream().map(Dim::of).toList());
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.weight(this, context);
    }
  }

  /** Input 0, of size 1 on axis 0, repeated on axis 0 as often as input 1 has elements there. */
  record Expand() implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      if (!in.get(0).get(0).equals(Dim.of(1))) {
        throw new ModelException("expand needs size 1 on axis 0 but got " + in.get(0));
      }
      return in.get(0).with(0, in.get(1).get(0));
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.expand(this, context);
    }
  }

  /** {@code [N,C,P]} to {@code [N,C,h,w]} with the height and width of input 1, {@code P = h·w}. */
  record MapLike() implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      Shape x = in.get(0);
      Shape like = map(in.get(1), this);
      if (x.rank() != 3 || !x.get(2).sameAs(like.get(2).times(like.get(3)))) {
        throw new ModelException("cannot lay out " + x + " like " + like);
      }
      return Shape.of(x.get(0), x.get(1), like.get(2), like.get(3));
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.mapLike(this, context);
    }
  }

  /** How far apart the samples of a resized grid of position embeddings lie. */
  enum GridScale {
    /** {@code out/in} samples per cell. */
    SIZE,
    /**
     * {@code (out+0.1)/in} samples per cell, as the DeiT code passes to its interpolation; no
     * resizing at all where both sizes are equal.
     */
    TENTH_MORE
  }

  /**
   * Bicubic resizing (a = -0.75, half-pixel centres, no antialiasing, as torch) of a position grid,
   * input 0, to the height and width of input 1.
   */
  record CubicLike(GridScale scale) implements Op {
    @Override
    public Shape infer(List<Shape> in) {
      Shape like = map(in.get(1), this);
      return map(in.get(0), this).with(2, like.get(2)).with(3, like.get(3));
    }

    @Override
    public <C, R> R accept(OpVisitor<C, R> visitor, C context) {
      return visitor.cubicLike(this, context);
    }
  }

  private static Shape map(Shape shape, Op op) {
    if (shape.rank() != 4) {
      throw new ModelException(op + " needs a map [N,C,H,W] but got " + shape);
    }
    return shape;
  }
}
