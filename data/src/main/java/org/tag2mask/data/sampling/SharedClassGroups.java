package org.tag2mask.data.sampling;

import java.util.ArrayList;
import java.util.List;
import org.tag2mask.data.dataset.SeededOrder;

/**
 * Groups of images that share classes (CIAN). The images are shuffled; the first one not yet used
 * begins a group, and the list is walked for the next images that share a class with every member
 * so far. Images passed over keep their place. An image is used at most once an epoch; one that
 * finds no partners, or has no tags, is left out of it. Thread-safe.
 *
 * @param index the images and their classes
 * @param size images of a group, at least 2 (pairs, as in the paper)
 * @param seed the seed of the run
 */
public record SharedClassGroups(ClassIndex index, int size, long seed) {

  /** Checks the size. */
  public SharedClassGroups {
    if (size < 2) {
      throw new IllegalArgumentException("a group of " + size + " images, expected at least 2");
    }
  }

  /**
   * The groups of an epoch.
   *
   * @param epoch from 0
   * @return new list; each group has {@link #size()} positions in the data set
   */
  public List<int[]> groups(long epoch) {
    int[] order = SeededOrder.permutation(index.images(), Chance.GROUPS.epochSeed(seed, epoch));
    SharedClassWalk walk = new SharedClassWalk(index, order);
    List<int[]> groups = new ArrayList<>();
    for (int place = 0; place < order.length; place++) {
      if (!walk.isUsed(place)) {
        walk.group(place, size).ifPresent(groups::add);
      }
    }
    return groups;
  }
}
