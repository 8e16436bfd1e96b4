package org.tag2mask.crf.lattice;

import java.util.Arrays;

/** A hash table from packed lattice coordinates to point numbers 1, 2, ...; open addressing. */
final class PointTable {
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private long[] keys = new long[1 << 12];
  private int[] numbers = new int[1 << 12];
  private long[] keyOf = new long[1 << 11];
  private int mask = keys.length - 1;
  private int shift = 64 - 12;
  private int count;

  /** Forgets all points; keeps the arrays. */
  void clear() {
    Arrays.fill(keys, 0);
    count = 0;
  }

  /** The number of points. */
  int count() {
    return count;
  }

  /** The key of a point. */
  long key(int number) {
    return keyOf[number];
  }

  /** The number of the point with that key, made if it is new. */
  int put(long key) {
    int slot = (int) ((key * MIX) >>> shift);
    while (true) {
      long found = keys[slot];
      if (found == key) {
        return numbers[slot];
      }
      if (found == 0) {
        return insert(slot, key);
      }
      slot = (slot + 1) & mask;
    }
  }

  /** The number of the point with that key, 0 if there is none. */
  int get(long key) {
    int slot = (int) ((key * MIX) >>> shift);
    while (true) {
      long found = keys[slot];
      if (found == key) {
        return numbers[slot];
      }
      if (found == 0) {
        return 0;
      }
      slot = (slot + 1) & mask;
    }
  }

  private int insert(int slot, long key) {
    int number = ++count;
    keys[slot] = key;
    numbers[slot] = number;
    if (number >= keyOf.length) {
      keyOf = Arrays.copyOf(keyOf, 2 * keyOf.length);
    }
    keyOf[number] = key;
    if (2 * count > mask) {
      grow();
    }
    return number;
  }

  private void grow() {
    int capacity = 2 * keys.length;
    keys = new long[capacity];
    numbers = new int[capacity];
    mask = capacity - 1;
    shift--;
    for (int number = 1; number <= count; number++) {
      long key = keyOf[number];
      int slot = (int) ((key * MIX) >>> shift);
      while (keys[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      keys[slot] = key;
      numbers[slot] = number;
    }
  }
}
