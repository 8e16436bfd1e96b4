package org.tag2mask.trainer.golden;

import java.util.Arrays;
import java.util.List;
import org.tag2mask.models.params.Tensor;

/** What the golden runs do with the arrays of a network after it. */
final class Tensors {
  private Tensors() {}

  /** Joined along the first axis. */
  static Tensor joined(List<Tensor> tensors) {
    int[] shape = tensors.get(0).shape().clone();
    shape[0] = tensors.stream().mapToInt(t -> t.shape()[0]).sum();
    float[] values = new float[Math.toIntExact(Tensor.elements(shape))];
    int at = 0;
    for (Tensor tensor : tensors) {
      System.arraycopy(tensor.values(), 0, values, at, tensor.values().length);
      at += tensor.values().length;
    }
    return new Tensor(shape, values);
  }

  /** Joined along a new first axis. */
  static Tensor stacked(List<Tensor> tensors) {
    return joined(tensors.stream().map(t -> shaped(t, prepended(1, t.shape()))).toList());
  }

  /** One element of the first axis, which is dropped. */
  static Tensor one(Tensor tensor, int index) {
    int[] shape = Arrays.copyOfRange(tensor.shape(), 1, tensor.shape().length);
    int each = Math.toIntExact(Tensor.elements(shape));
    return new Tensor(shape, Arrays.copyOfRange(tensor.values(), index * each, (index + 1) * each));
  }

  /** Elements {@code from} to {@code to} of an axis. */
  static Tensor part(Tensor tensor, int axis, int from, int to) {
    int inner = Math.toIntExact(Tensor.elements(rest(tensor.shape(), axis + 1)));
    int[] shape = tensor.shape().clone();
    int size = shape[axis];
    shape[axis] = to - from;
    float[] values = new float[Math.toIntExact(Tensor.elements(shape))];
    int each = (to - from) * inner;
    for (int outer = 0; outer * each < values.length; outer++) {
      System.arraycopy(tensor.values(), (outer * size + from) * inner, values, outer * each, each);
    }
    return new Tensor(shape, values);
  }

  /** The same values in another shape. */
  static Tensor shaped(Tensor tensor, int... shape) {
    return new Tensor(shape, tensor.values());
  }

  /** The last axis turned round. */
  static Tensor mirrored(Tensor tensor) {
    int width = tensor.shape()[tensor.shape().length - 1];
    float[] values = new float[tensor.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.values()[i / width * width + width - 1 - i % width];
    }
    return new Tensor(tensor.shape(), values);
  }

  /** a + b. */
  static Tensor sum(Tensor a, Tensor b) {
    float[] values = a.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += b.values()[i];
    }
    return new Tensor(a.shape(), values);
  }

  /** The larger of a and b. */
  static Tensor larger(Tensor a, Tensor b) {
    float[] values = a.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(values[i], b.values()[i]);
    }
    return new Tensor(a.shape(), values);
  }

  /**
   * Bilinear resizing of maps {@code [N,C,h,w]}, half-pixel centres, no antialiasing.
   *
   * @param scale samples per cell
   */
  static Tensor resized(Tensor x, int height, int width, double scaleY, double scaleX) {
    int h = x.shape()[2];
    int w = x.shape()[3];
    int planes = x.shape()[0] * x.shape()[1];
    float[] values = new float[planes * height * width];
    for (int i = 0; i < values.length; i++) {
      double y = Math.max(0, (i / width % height + 0.5) / scaleY - 0.5);
      double u = Math.max(0, (i % width + 0.5) / scaleX - 0.5);
      int top = Math.min((int) y, h - 1);
      int left = Math.min((int) u, w - 1);
      int plane = i / width / height * h * w;
      int below = Math.min(top + 1, h - 1);
      int right = Math.min(left + 1, w - 1);
      double upper =
          x.values()[plane + top * w + left] * (1 - u + left)
              + x.values()[plane + top * w + right] * (u - left);
      double lower =
          x.values()[plane + below * w + left] * (1 - u + left)
              + x.values()[plane + below * w + right] * (u - left);
      values[i] = (float) (upper * (1 - y + top) + lower * (y - top));
    }
    return new Tensor(new int[] {x.shape()[0], x.shape()[1], height, width}, values);
  }

  /** Bilinear with corner pixel centres on each other. */
  static Tensor aligned(Tensor x, int height, int width) {
    int h = x.shape()[2];
    int w = x.shape()[3];
    float[] values = new float[x.shape()[0] * x.shape()[1] * height * width];
    for (int i = 0; i < values.length; i++) {
      double y = (double) (i / width % height) * (h - 1) / (height - 1);
      double u = (double) (i % width) * (w - 1) / (width - 1);
      int top = Math.min((int) y, h - 2);
      int left = Math.min((int) u, w - 2);
      int at = i / width / height * h * w + top * w + left;
      double upper = x.values()[at] * (1 - u + left) + x.values()[at + 1] * (u - left);
      double lower = x.values()[at + w] * (1 - u + left) + x.values()[at + w + 1] * (u - left);
      values[i] = (float) (upper * (1 - y + top) + lower * (y - top));
    }
    return new Tensor(new int[] {x.shape()[0], x.shape()[1], height, width}, values);
  }

  private static int[] rest(int[] shape, int from) {
    return Arrays.copyOfRange(shape, from, shape.length);
  }

  private static int[] prepended(int size, int[] shape) {
    int[] longer = new int[shape.length + 1];
    longer[0] = size;
    System.arraycopy(shape, 0, longer, 1, shape.length);
    return longer;
  }
}
