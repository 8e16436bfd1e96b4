package org.tag2mask.trainer.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** Batches whose neighbours belong together. */
final class Groups {
  private Groups() {}

  /**
   * One member of each group.
   *
   * @param x first axis: images, group after group
   * @param size images a group
   * @param member its place in the group
   * @return a view, first axis: groups
   */
  static NDArray member(NDArray x, int size, int member) {
    long[] sizes = x.getShape().getShape();
    long[] grouped = new long[sizes.length + 1];
    grouped[0] = sizes[0] / size;
    grouped[1] = size;
    System.arraycopy(sizes, 1, grouped, 2, sizes.length - 1);
    sizes = sizes.clone();
    sizes[0] /= size;
    return x.reshape(new Shape(grouped)).split(size, 1).get(member).reshape(new Shape(sizes));
  }
}
