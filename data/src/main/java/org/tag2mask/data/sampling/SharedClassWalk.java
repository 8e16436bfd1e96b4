package org.tag2mask.data.sampling;

import java.util.Arrays;
import java.util.Optional;

/**
 * A walk along a shuffled list of images that takes groups out of it. Each class has the list of
 * its own places, so that the walk jumps from candidate to candidate and need not look at all
 * images for a rare class.
 */
final class SharedClassWalk {

  private final ClassIndex index;

  /** The image at each place. */
  private final int[] order;

  private final boolean[] used;

  /** {@code [K+1][]}: the places of a class's images, ascending. */
  private final int[][] places;

  /** For each class, how many of its first places are used. */
  private final int[] start;

  SharedClassWalk(ClassIndex index, int[] order) {
    this.index = index;
    this.order = order;
    this.used = new boolean[order.length];
    this.places = new int[index.classes() + 1][];
    this.start = new int[index.classes() + 1];
    for (int id = 1; id <= index.classes(); id++) {
      places[id] = new int[index.count(id)];
    }
    int[] filled = new int[index.classes() + 1];
    for (int place = 0; place < order.length; place++) {
      for (int t = 0; t < index.tagCount(order[place]); t++) {
        int id = index.tag(order[place], t);
        places[id][filled[id]++] = place;
      }
    }
  }

  boolean isUsed(int place) {
    return used[place];
  }

  /**
   * Takes the group that begins at a place, which must be the first one not used.
   *
   * @param size members
   * @return the images, or nothing when there are not enough partners; then only the first image is
   *     used up
   */
  Optional<int[]> group(int place, int size) {
    int[] members = new int[size];
    members[0] = order[place];
    used[place] = true;
    int[] taken = new int[size];
    int count = 1;
    int[] next = new int[index.tagCount(members[0])];
    for (int t = 0; t < next.length; t++) {
      next[t] = firstUnused(index.tag(members[0], t));
    }
    for (int candidate = nearest(members[0], next);
        candidate >= 0 && count < size;
        candidate = nearest(members[0], next)) {
      int image = order[candidate];
      if (sharesWithAll(image, members, count)) {
        members[count] = image;
        taken[count] = candidate;
        used[candidate] = true;
        count++;
      }
    }
    if (count == size) {
      return Optional.of(members);
    }
    for (int i = 1; i < count; i++) {
      used[taken[i]] = false;
    }
    return Optional.empty();
  }

  private int firstUnused(int id) {
    while (start[id] < places[id].length && used[places[id][start[id]]]) {
      start[id]++;
    }
    return start[id];
  }

  /** The nearest place of any class of the first member; moves past it in every class. */
  private int nearest(int first, int[] next) {
    int best = Integer.MAX_VALUE;
    for (int t = 0; t < next.length; t++) {
      int[] list = places[index.tag(first, t)];
      while (next[t] < list.length && used[list[next[t]]]) {
        next[t]++;
      }
      if (next[t] < list.length) {
        best = Math.min(best, list[next[t]]);
      }
    }
    for (int t = 0; t < next.length; t++) {
      int[] list = places[index.tag(first, t)];
      if (next[t] < list.length && list[next[t]] == best) {
        next[t]++;
      }
    }
    return best == Integer.MAX_VALUE ? -1 : best;
  }

  private boolean sharesWithAll(int image, int[] members, int count) {
    return Arrays.stream(members, 0, count).allMatch(member -> index.shareClass(member, image));
  }
}
