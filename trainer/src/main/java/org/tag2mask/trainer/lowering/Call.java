package org.tag2mask.trainer.lowering;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.tag2mask.models.ModelException;

/**
 * One node at work.
 *
 * @param inputs the values of its inputs
 * @param parameters its parameters, in the order of the node
 * @param phase training or inference
 * @param overwrite whether an activation may write over its input, because nobody else reads it
 *     (neither a node, nor an output, nor the backward pass of the node that made it)
 */
record Call(List<NDArray> inputs, List<NDArray> parameters, Phase phase, boolean overwrite) {

  NDArray in() {
    return inputs.get(0);
  }

  NDArray in(int index) {
    return inputs.get(index);
  }

  NDArray parameter(int index) {
    return parameters.get(index);
  }

  /** The bias behind the weight, or null. */
  NDArray bias(boolean present) {
    return present ? parameters.get(1) : null;
  }

  boolean training() {
    return phase == Phase.TRAINING;
  }

  /** A size of the first input as an int. */
  int size(int axis) {
    long size = in().getShape().get(axis);
    if (size > Integer.MAX_VALUE) {
      throw new ModelException("axis " + axis + " has " + size + " elements, more than 2^31-1");
    }
    return (int) size;
  }
}
