package org.tag2mask.models.params;

import java.util.Arrays;
import org.tag2mask.models.ModelException;

/**
 * A dense float32 array in C order.
 *
 * @param shape the sizes, outermost first; empty for a scalar
 * @param values the values in C order, owned by this tensor: callers must not modify them
 */
public record Tensor(int[] shape, float[] values) {

  /**
   * Checks that the values fill the shape.
   *
   * @throws ModelException if a size is negative or the number of values differs from the product
   */
  public Tensor {
    if (elements(shape) != values.length) {
      throw new ModelException(
          "tensor of shape "
              + Arrays.toString(shape)
              + " needs "
              + elements(shape)
              + " values but got "
              + values.length);
    }
  }

  /**
   * The product of the sizes.
   *
   * @throws ModelException if a size is negative
   */
  public static long elements(int... shape) {
    long product = 1;
    for (int size : shape) {
      if (size < 0) {
        throw new ModelException("negative size in shape " + Arrays.toString(shape));
      }
      product = Math.multiplyExact(product, (long) size);
    }
    return product;
  }

  /** Equal shapes and bit-equal values. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor t
        && Arrays.equals(shape, t.shape)
        && Arrays.equals(values, t.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Tensor" + Arrays.toString(shape);
  }
}
