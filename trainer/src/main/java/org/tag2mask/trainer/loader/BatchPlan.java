package org.tag2mask.trainer.loader;

import java.util.Arrays;
import org.tag2mask.data.dataset.SeededOrder;

/**
 * Which images each step sees. Every epoch is a new order of all images, cut into full batches; the
 * rest (fewer than a batch) waits for another epoch. With fewer images than a batch the batch is
 * all of them. Not thread-safe.
 */
public final class BatchPlan {
  private final int images;
  private final int batch;
  private final long seed;
  private long cachedEpoch = -1;
  private int[] cachedOrder;

  /**
   * A plan.
   *
   * @param images number of images, at least 1
   * @param batch images a step, at least 1
   * @param seed the seed of the run
   */
  public BatchPlan(int images, int batch, long seed) {
    if (images < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "a plan needs images and a batch of at least 1 but got " + images + " and " + batch);
    }
    this.images = images;
    this.batch = Math.min(batch, images);
    this.seed = seed;
  }

  /** Images a step. */
  public int batch() {
    return batch;
  }

  /** Steps of one epoch. */
  public int stepsPerEpoch() {
    return images / batch;
  }

  /** The epoch of a step, from 0. */
  public long epoch(long step) {
    return step / stepsPerEpoch();
  }

  /** The position of a step in its epoch, from 0. */
  public int position(long step) {
    return (int) (step % stepsPerEpoch());
  }

  /** The images of a step, as indices into the data set. */
  public int[] images(long step) {
    long epoch = epoch(step);
    if (epoch != cachedEpoch) {
      cachedOrder = SeededOrder.permutation(images, Seeds.order(seed, epoch));
      cachedEpoch = epoch;
    }
    int from = position(step) * batch;
    return Arrays.copyOfRange(cachedOrder, from, from + batch);
  }
}
