package org.tag2mask.exporter;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.tag2mask.models.params.Tensor;

/** A dense array in double precision, for the naive interpreter. */
record Doubles(int[] shape, double[] values) {

  static Doubles of(Tensor tensor) {
    double[] values = new double[tensor.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.values()[i];
    }
    return new Doubles(tensor.shape(), values);
  }

  static Doubles zeros(int... shape) {
    return new Doubles(shape, new double[(int) Tensor.elements(shape)]);
  }

  Tensor tensor() {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return new Tensor(shape, floats);
  }

  int size(int axis) {
    return shape[axis < 0 ? axis + shape.length : axis];
  }

  /** The product of the sizes of some axes. */
  int product(int from, int to) {
    int product = 1;
    for (int axis = from; axis < to; axis++) {
      product *= shape[axis];
    }
    return product;
  }

  Doubles map(DoubleUnaryOperator function) {
    return new Doubles(shape, Arrays.stream(values).map(function).toArray());
  }

  Doubles shaped(int... other) {
    return new Doubles(other, values);
  }

  /** Element by element, axes of size 1 repeated. */
  Doubles with(Doubles other, DoubleBinaryOperator function) {
    int[] sizes = new int[shape.length];
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] = shape[axis] == 1 ? other.shape[axis] : shape[axis];
    }
    Doubles out = zeros(sizes);
    int[] at = new int[sizes.length];
    for (int i = 0; i < out.values.length; i++) {
      out.values[i] = function.applyAsDouble(at(at), other.at(at));
      for (int axis = sizes.length - 1; axis >= 0 && ++at[axis] == sizes[axis]; axis--) {
        at[axis] = 0;
      }
    }
    return out;
  }

  /** The element at an index, which counts as 0 on axes of size 1. */
  double at(int... index) {
    int offset = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      offset = offset * shape[axis] + (shape[axis] == 1 ? 0 : index[axis]);
    }
    return values[offset];
  }

  Doubles permuted(int... axes) {
    int[] sizes = Arrays.stream(axes).map(axis -> shape[axis]).toArray();
    Doubles out = zeros(sizes);
    int[] at = new int[sizes.length];
    int[] from = new int[sizes.length];
    for (int i = 0; i < out.values.length; i++) {
      for (int axis = 0; axis < axes.length; axis++) {
        from[axes[axis]] = at[axis];
      }
      out.values[i] = at(from);
      for (int axis = sizes.length - 1; axis >= 0 && ++at[axis] == sizes[axis]; axis--) {
        at[axis] = 0;
      }
    }
    return out;
  }

  /** Elements from..to of an axis. */
  Doubles sliced(int axis, int from, int to) {
    int[] sizes = shape.clone();
    sizes[axis] = to - from;
    Doubles out = zeros(sizes);
    int inner = product(axis + 1, shape.length);
    int outer = product(0, axis);
    for (int o = 0; o < outer; o++) {
      System.arraycopy(
          values,
          (o * shape[axis] + from) * inner,
          out.values,
          o * (to - from) * inner,
          (to - from) * inner);
    }
    return out;
  }
}
