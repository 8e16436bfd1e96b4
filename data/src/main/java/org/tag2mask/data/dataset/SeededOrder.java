package org.tag2mask.data.dataset;

import java.util.SplittableRandom;
import org.tag2mask.data.random.Draw;

/**
 * Seeded permutations: the same seed gives the same order on every machine and Java version, so
 * that a resumed training sees the batches it would have seen.
 */
public final class SeededOrder {

  private SeededOrder() {}

  /**
   * A uniformly random order of {@code 0..count-1} (Fisher-Yates).
   *
   * @param count number of items, not negative
   * @param seed any value; use another one for every epoch, for example {@code seed + epoch}
   */
  public static int[] permutation(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = Draw.below(random, i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
