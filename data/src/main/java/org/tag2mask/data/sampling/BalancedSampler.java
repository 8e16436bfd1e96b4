package org.tag2mask.data.sampling;

import java.util.SplittableRandom;
import org.tag2mask.data.random.Draw;

/**
 * Balanced class sampling (MCIS on LID): a class uniformly among those that have an image, then an
 * image of it uniformly, with replacement. An image of a rare class is drawn often, one without
 * tags never. Thread-safe.
 *
 * @param index the images and their classes; at least one image has one
 * @param seed the seed of the run
 */
public record BalancedSampler(ClassIndex index, long seed) {

  /** Checks that something can be drawn. */
  public BalancedSampler {
    if (index.occurringCount() == 0) {
      throw new IllegalArgumentException(
          "none of " + index.images() + " images has a tag; balanced sampling needs one");
    }
  }

  /**
   * One image.
   *
   * @param epoch from 0
   * @param number of the draw in the epoch, from 0
   */
  public Pick pick(long epoch, long number) {
    return pick(Chance.BALANCED.source(seed, epoch, number));
  }

  private Pick pick(SplittableRandom random) {
    int classId = index.occurring(Draw.below(random, index.occurringCount()));
    return new Pick(index.image(classId, Draw.below(random, index.count(classId))), classId);
  }

  /**
   * An image as {@link #pick}, the same for the same numbers, and uniformly another one of the
   * class it was drawn for.
   *
   * @param epoch from 0
   * @param number of the draw in the epoch, from 0
   */
  public Pair pair(long epoch, long number) {
    SplittableRandom random = Chance.BALANCED.source(seed, epoch, number);
    Pick first = pick(random);
    int id = first.classId();
    int others = index.count(id) - 1;
    if (others == 0) {
      return new Pair(first.image(), first.image(), id);
    }
    int drawn = index.image(id, Draw.below(random, others));
    // The last one stands in for the first, which must not be drawn again.
    int second = drawn == first.image() ? index.image(id, others) : drawn;
    return new Pair(first.image(), second, id);
  }
}
