package org.tag2mask.models.file.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.StoredType;
import org.tag2mask.models.file.StoredValues;
import org.tag2mask.models.params.Tensor;

/**
 * A view on a storage: element {@code (i,j,...)} lies at {@code offset + i*stride[0] + j*stride[1]
 * + ...}. Always within its storage.
 */
final class TensorRef implements Pickled {
  static final int MAX_RANK = 64;

  /** A little below 2^31, which some virtual machines cannot allocate. */
  private static final long MAX_ELEMENTS = Integer.MAX_VALUE - 8;

  /** A view that repeats elements may be larger than its storage, but only so large. */
  private static final long MAX_REPEATED = 1 << 16;

  private final StorageRef storage;
  private final long offset;
  private final int[] shape;
  private final long[] strides;
  private final int elements;
  private final long span;

  private TensorRef(
      StorageRef storage, long offset, int[] shape, long[] strides, int elements, long span) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
    this.elements = elements;
    this.span = span;
  }

  /**
   * Checks and makes a view.
   *
   * @param storage where the elements are
   * @param offset the first element
   * @param sizes the shape
   * @param strides elements from one index to the next, per axis
   * @throws ModelException if the view leaves the storage, or is too large
   */
  static TensorRef of(StorageRef storage, long offset, List<Long> sizes, List<Long> strides) {
    if (sizes.size() != strides.size() || sizes.size() > MAX_RANK) {
      throw new ModelException(
          "a tensor has " + sizes.size() + " sizes and " + strides.size() + " strides");
    }
    int[] shape = new int[sizes.size()];
    long[] steps = new long[shape.length];
    long count = 1;
    long last = 0;
    try {
      for (int axis = 0; axis < shape.length; axis++) {
        shape[axis] = Math.toIntExact(sizes.get(axis));
        steps[axis] = strides.get(axis);
        if (shape[axis] < 0 || steps[axis] < 0) {
          throw new ModelException(
              "a tensor of shape " + sizes + " has strides " + strides + "; none may be negative");
        }
        count = Math.multiplyExact(count, (long) shape[axis]);
        last = Math.addExact(last, Math.multiplyExact(Math.max(0L, shape[axis] - 1), steps[axis]));
      }
      last = count == 0 ? -1 : last;
      if (offset < 0 || Math.addExact(offset, last) >= storage.elements() && count > 0) {
        throw new ModelException(
            "a tensor of shape "
                + sizes
                + " with strides "
                + strides
                + " from element "
                + offset
                + " leaves its storage of "
                + storage.elements()
                + " elements");
      }
    } catch (ArithmeticException e) {
      throw new ModelException(
          "a tensor claims shape " + sizes + " and strides " + strides + ", beyond any file", e);
    }
    if (count > MAX_ELEMENTS || count > Math.max(storage.elements(), MAX_REPEATED)) {
      throw new ModelException(
          "a tensor of shape "
              + sizes
              + " shows the "
              + storage.elements()
              + " elements of its storage too many times; make it contiguous before it is saved");
    }
    return new TensorRef(storage, offset, shape, steps, (int) count, last + 1);
  }

  StorageRef storage() {
    return storage;
  }

  StoredType type() {
    return storage.type();
  }

  int elements() {
    return elements;
  }

  int[] shape() {
    return shape.clone();
  }

  /** The first byte that is read, from the start of what the file has under the storage's key. */
  long firstByte() {
    return (storage.first() + offset) * type().bytes();
  }

  /**
   * Reads the values into C order.
   *
   * @param in the storage from {@link #firstByte}
   * @param order the order of bytes in the file
   */
  Tensor read(InputStream in, ByteOrder order) throws IOException {
    if (span > MAX_ELEMENTS) {
      throw new ModelException(
          "spans "
              + span
              + " elements of its storage, more than 2^31-9; make it contiguous before saving");
    }
    float[] stored = StoredValues.read(in, type(), order, (int) span);
    return new Tensor(shape(), contiguous() ? stored : gathered(stored));
  }

  private boolean contiguous() {
    long expected = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      if (shape[axis] > 1 && strides[axis] != expected) {
        return elements == 0;
      }
      expected *= shape[axis];
    }
    return true;
  }

  private float[] gathered(float[] stored) {
    float[] values = new float[elements];
    int[] index = new int[shape.length];
    int at = 0;
    for (int i = 0; i < elements; i++) {
      values[i] = stored[at];
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        at += (int) strides[axis];
        if (++index[axis] < shape[axis]) {
          break;
        }
        at -= (int) (strides[axis] * index[axis]);
        index[axis] = 0;
      }
    }
    return values;
  }

  @Override
  public String toString() {
    return "a tensor of type " + type() + " and shape " + Arrays.toString(shape);
  }
}
