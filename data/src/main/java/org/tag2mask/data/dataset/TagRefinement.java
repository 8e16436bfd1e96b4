package org.tag2mask.data.dataset;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A rule that corrects the tags of an image by what a trained classifier thinks of it: a tag given
 * is dropped when its class is less probable than {@code drop}, and a class not given is added when
 * it is more probable than {@code add}. An image that has a tag keeps at least one: when all would
 * go and none come, the most probable of the given ones stays.
 *
 * @param drop 0..1; 0 drops nothing
 * @param add 0..1, at least {@code drop}; 1 adds nothing
 * @param classes the only ids 1..K it touches; empty for all
 */
public record TagRefinement(double drop, double add, Set<Integer> classes) {

  /** Drops below 0.1 and adds above 0.9, in all classes. */
  public static final TagRefinement DEFAULT = new TagRefinement(0.1, 0.9, Set.of());

  /**
   * Copies the set.
   *
   * @throws IllegalArgumentException if the limits are out of range or cross
   */
  public TagRefinement {
    classes = Set.copyOf(classes);
    if (!(drop >= 0 && drop <= add && add <= 1)) {
      throw new IllegalArgumentException(
          "tags are dropped below and added above probabilities of 0 to 1, the first at most the"
              + " second, but they are "
              + drop
              + " and "
              + add);
    }
  }

  /**
   * What became of an image's tags.
   *
   * @param tags the new ones
   * @param dropped given ones that are gone
   * @param added new ones that were not given
   */
  public record Change(
      SortedSet<Integer> tags, SortedSet<Integer> dropped, SortedSet<Integer> added) {

    /** Makes the sets unmodifiable. */
    public Change {
      tags = Collections.unmodifiableSortedSet(tags);
      dropped = Collections.unmodifiableSortedSet(dropped);
      added = Collections.unmodifiableSortedSet(added);
    }

    /** Whether anything is different. */
    public boolean changed() {
      return !dropped.isEmpty() || !added.isEmpty();
    }
  }

  /**
   * Corrects the tags of an image.
   *
   * @param given ids 1..K
   * @param probabilities of the classes 1..K, 0..1, class 1 first; not modified
   */
  public Change apply(Set<Integer> given, float[] probabilities) {
    SortedSet<Integer> tags = new TreeSet<>(given);
    for (int id = 1; id <= probabilities.length; id++) {
      if (!classes.isEmpty() && !classes.contains(id)) {
        continue;
      }
      if (probabilities[id - 1] < drop) {
        tags.remove(id);
      } else if (probabilities[id - 1] > add) {
        tags.add(id);
      }
    }
    if (tags.isEmpty()) {
      given.stream().reduce((a, b) -> better(a, b, probabilities)).ifPresent(tags::add);
    }
    return new Change(tags, without(given, tags), without(tags, given));
  }

  /** The more probable of two; the lower id of equals. */
  private static int better(int a, int b, float[] probabilities) {
    int order = Float.compare(probabilities[a - 1], probabilities[b - 1]);
    return order > 0 || (order == 0 && a < b) ? a : b;
  }

  private static SortedSet<Integer> without(Set<Integer> from, Set<Integer> others) {
    SortedSet<Integer> rest = new TreeSet<>(from);
    rest.removeAll(others);
    return rest;
  }
}
