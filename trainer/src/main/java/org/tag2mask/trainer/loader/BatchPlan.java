package org.tag2mask.trainer.loader;

/**
 * Which images each step sees: a pure function of the step, so that a resumed training sees the
 * same batches. Not thread-safe.
 */
public interface BatchPlan {

  /** Images a step; the same for every step. */
  int batch();

  /**
   * Neighbours in a step that belong together, such as 2 for pairs; {@link #batch()} is a multiple.
   * When one cannot be read, all of its group are left out.
   */
  default int group() {
    return 1;
  }

  /** Steps of one epoch, at least 1. */
  int stepsPerEpoch();

  /**
   * The images of a step, {@link #batch()} of them.
   *
   * @param step from 0
   * @return indices into the data set; a new array
   */
  int[] images(long step);

  /**
   * What, together with an image's index, decides how that image is changed at random in a step:
   * the epoch where an image occurs at most once an epoch, otherwise the step and place.
   *
   * @param step from 0
   * @param slot the image's place in the step, from 0
   */
  default long variant(long step, int slot) {
    return epoch(step);
  }

  /** The epoch of a step, from 0. */
  default long epoch(long step) {
    return step / stepsPerEpoch();
  }

  /** The position of a step in its epoch, from 0. */
  default int position(long step) {
    return (int) (step % stepsPerEpoch());
  }
}
