package org.tag2mask.data.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SeededOrderTest {

  /** Computed by an independent program from the published SplitMix64. */
  @Test
  void ordersAreThoseOfSplitMix64() {
    assertArrayEquals(new int[] {0, 3, 8, 1, 7, 2, 6, 9, 4, 5}, SeededOrder.permutation(10, 1));
    assertArrayEquals(new int[] {4, 6, 1, 8, 2, 5, 9, 3, 0, 7}, SeededOrder.permutation(10, 42));
  }

  @Test
  void everyItemComesOnceAndSeedsDiffer() {
    int[] order = SeededOrder.permutation(1000, 5);
    assertEquals(1000, Arrays.stream(order).distinct().count());
    assertNotEquals(Arrays.hashCode(order), Arrays.hashCode(SeededOrder.permutation(1000, 6)));
  }

  @Test
  void everyItemIsEquallyOftenFirst() {
    int[] first = new int[5];
    for (int seed = 0; seed < 50_000; seed++) {
      first[SeededOrder.permutation(5, seed)[0]]++;
    }
    for (int count : first) {
      assertEquals(10_000, count, 400);
    }
  }
}
