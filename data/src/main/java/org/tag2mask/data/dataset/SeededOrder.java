package org.tag2mask.data.dataset;

import java.util.SplittableRandom;

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
      // nextInt(bound) may change its algorithm between Java versions; nextLong() is SplitMix64.
      int j = (int) (((random.nextLong() >>> 32) * (i + 1)) >>> 32);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
