package org.tag2mask.trainer.loader;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.tag2mask.data.dataset.SeededOrder;
import org.tag2mask.data.sampling.BalancedSampler;
import org.tag2mask.data.sampling.ClassIndex;
import org.tag2mask.data.sampling.Pair;
import org.tag2mask.data.sampling.PartnerSampler;
import org.tag2mask.data.sampling.SharedClassGroups;
import org.tag2mask.trainer.TrainingException;

/**
 * Steps made of groups that are drawn one by one: balanced single images, pairs, larger groups. An
 * image may occur several times an epoch, each time changed anew. Not thread-safe.
 */
public final class DrawnPlan implements BatchPlan {
  private final int size;
  private final int perStep;
  private final int stepsPerEpoch;
  private final Draw draw;

  /** Draws a group; the same for the same numbers. */
  @FunctionalInterface
  private interface Draw {
    int[] group(long epoch, int number);
  }

  /**
   * A plan.
   *
   * @param size images a group
   * @param groups drawn an epoch
   * @param batch images a step as asked for, a multiple of the group
   * @param draw gives the groups
   */
  private DrawnPlan(int size, int groups, int batch, Draw draw) {
    if (batch % size != 0) {
      throw new TrainingException(
          "a batch of "
              + batch
              + " images is not made of groups of "
              + size
              + "; give a batch of "
              + Math.max(size, batch / size * size)
              + " or "
              + (batch / size + 1) * size);
    }
    if (groups < 1) {
      throw new TrainingException(
          "no group of "
              + size
              + " images can be drawn from the training images; give more images or smaller groups");
    }
    this.size = size;
    this.perStep = Math.min(batch / size, groups);
    this.stepsPerEpoch = groups / perStep;
    this.draw = draw;
  }

  /**
   * Single images whose classes are drawn uniformly; as many an epoch as there are images.
   *
   * @param index the images; at least one has a tag
   * @param batch images a step
   * @param seed of the run
   */
  public static DrawnPlan balanced(ClassIndex index, int batch, long seed) {
    BalancedSampler sampler = new BalancedSampler(index, seed);
    return new DrawnPlan(
        1,
        index.images(),
        batch,
        (epoch, number) -> new int[] {sampler.pick(epoch, number).image()});
  }

  /**
   * Pairs of one class, the classes drawn uniformly; as many an epoch as there are images.
   *
   * @param index the images; at least one has a tag
   * @param batch images a step, even
   * @param seed of the run
   */
  public static DrawnPlan balancedPairs(ClassIndex index, int batch, long seed) {
    BalancedSampler sampler = new BalancedSampler(index, seed);
    return new DrawnPlan(
        2,
        index.images(),
        batch,
        (epoch, number) -> {
          Pair pair = sampler.pair(epoch, number);
          return new int[] {pair.first(), pair.second()};
        });
  }

  /**
   * Each image that has a tag once an epoch, with a partner that has one of its classes.
   *
   * @param index the images
   * @param batch images a step, even
   * @param seed of the run
   */
  public static DrawnPlan partners(ClassIndex index, int batch, long seed) {
    int[] tagged = IntStream.range(0, index.images()).filter(i -> index.tagCount(i) > 0).toArray();
    PartnerSampler sampler = new PartnerSampler(index, seed);
    LongFunction<int[]> orders =
        remembered(epoch -> SeededOrder.permutation(tagged.length, Seeds.order(seed, epoch)));
    return new DrawnPlan(
        2,
        tagged.length,
        batch,
        (epoch, number) -> {
          int first = tagged[orders.apply(epoch)[number]];
          return new int[] {first, sampler.partner(first, epoch).orElseThrow().image()};
        });
  }

  /**
   * Each image once an epoch, with whichever comes next.
   *
   * @param images their number, at least 2
   * @param batch images a step, even
   * @param seed of the run
   */
  public static DrawnPlan randomPairs(int images, int batch, long seed) {
    LongFunction<int[]> orders =
        remembered(epoch -> SeededOrder.permutation(images, Seeds.order(seed, epoch)));
    return new DrawnPlan(
        2,
        images < 2 ? 0 : images,
        batch,
        (epoch, number) -> {
          int[] order = orders.apply(epoch);
          return new int[] {order[number], order[(number + 1) % images]};
        });
  }

  /**
   * Groups in which any two images share a class. An epoch has as many as the first one; where
   * later ones find fewer, some groups come twice, and where one finds none, the first one's come
   * again.
   *
   * @param index the images
   * @param size images a group, at least 2
   * @param batch images a step, a multiple of the group
   * @param seed of the run
   * @throws TrainingException if no two images share a class
   */
  public static DrawnPlan sharedGroups(ClassIndex index, int size, int batch, long seed) {
    SharedClassGroups sampler = new SharedClassGroups(index, size, seed);
    LongFunction<List<int[]>> epochs = remembered(sampler::groups);
    List<int[]> first = epochs.apply(0);
    return new DrawnPlan(
        size,
        first.size(),
        batch,
        (epoch, number) -> {
          List<int[]> groups = epochs.apply(epoch).isEmpty() ? first : epochs.apply(epoch);
          return groups.get(number % groups.size());
        });
  }

  /**
   * Groups of whichever images come together; each image at most once an epoch.
   *
   * @param images their number
   * @param size images a group
   * @param batch images a step, a multiple of the group
   * @param seed of the run
   */
  public static DrawnPlan randomGroups(int images, int size, int batch, long seed) {
    LongFunction<int[]> orders =
        remembered(epoch -> SeededOrder.permutation(images, Seeds.order(seed, epoch)));
    return new DrawnPlan(
        size,
        images / size,
        batch,
        (epoch, number) ->
            Arrays.copyOfRange(orders.apply(epoch), number * size, (number + 1) * size));
  }

  /** The value of the last epoch asked for is kept. */
  private static <T> LongFunction<T> remembered(LongFunction<T> made) {
    return new LongFunction<>() {
      private long epoch = -1;
      private T value;

      @Override
      public T apply(long asked) {
        if (asked != epoch) {
          value = made.apply(asked);
          epoch = asked;
        }
        return value;
      }
    };
  }

  @Override
  public int batch() {
    return perStep * size;
  }

  @Override
  public int group() {
    return size;
  }

  @Override
  public int stepsPerEpoch() {
    return stepsPerEpoch;
  }

  @Override
  public int[] images(long step) {
    int[] images = new int[batch()];
    for (int i = 0; i < perStep; i++) {
      int[] group = draw.group(epoch(step), position(step) * perStep + i);
      System.arraycopy(group, 0, images, i * size, size);
    }
    return images;
  }

  @Override
  public long variant(long step, int slot) {
    return step * batch() + slot;
  }
}
