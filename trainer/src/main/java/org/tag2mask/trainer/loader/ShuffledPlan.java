package org.tag2mask.trainer.loader;

import java.util.Arrays;
import org.tag2mask.data.dataset.SeededOrder;

/**
 * Every epoch is a new order of all images, cut into full batches; the rest (fewer than a batch)
 * waits for another epoch. With fewer images than a batch the batch is all of them. Not
 * thread-safe.
 */
public final class ShuffledPlan implements BatchPlan {
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
  public ShuffledPlan(int images, int batch, long seed) {
    if (images < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "a plan needs images and a batch of at least 1 but got " + images + " and " + batch);
    }
    this.images = images;
    this.batch = Math.min(batch, images);
    this.seed = seed;
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public int stepsPerEpoch() {
    return images / batch;
  }

  @Override
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
