package org.tag2mask.models.graph;

/** Zeros around the spatial sizes before a window slides over them. */
public sealed interface Padding {

  /**
   * Fixed numbers of rows and columns.
   *
   * @param top rows above
   * @param left columns before
   * @param bottom rows below
   * @param right columns after
   */
  record Fixed(int top, int left, int bottom, int right) implements Padding {}

  /**
   * TensorFlow's SAME: as many zeros as make the output {@code ceil(size / stride)}, the odd one
   * after. With stride 2 and a 3×3 window an even size gets 0 before and 1 after, an odd size 1 and
   * 1.
   */
  record Same() implements Padding {}

  /** No padding. */
  Padding NONE = new Fixed(0, 0, 0, 0);

  /** TensorFlow's SAME. */
  Padding SAME = new Same();

  /** The same number of zeros on all sides. */
  static Padding all(int size) {
    return new Fixed(size, size, size, size);
  }

  /**
   * The zeros before and after along one axis.
   *
   * @param vertical true for rows
   * @param size the size before padding
   * @param kernel window size with its dilation: {@code dilation·(k-1)+1}
   * @param stride step of the window
   * @return {before, after}
   */
  default long[] at(boolean vertical, long size, int kernel, int stride) {
    if (this instanceof Fixed fixed) {
      return vertical
          ? new long[] {fixed.top(), fixed.bottom()}
          : new long[] {fixed.left(), fixed.right()};
    }
    long out = (size + stride - 1) / stride;
    long total = Math.max(0, (out - 1) * stride + kernel - size);
    return new long[] {total / 2, total - total / 2};
  }

  /** The output size of a sliding window along one axis. */
  default Dim slide(boolean vertical, Dim size, int kernel, int stride, boolean ceil) {
    if (this instanceof Fixed fixed) {
      int zeros = vertical ? fixed.top() + fixed.bottom() : fixed.left() + fixed.right();
      Dim room = size.plus(zeros - kernel);
      return (ceil ? room.ceilDiv(stride) : room.floorDiv(stride)).plus(1);
    }
    return size.ceilDiv(stride);
  }
}
