package org.tag2mask.data.coco;

import java.util.Arrays;

/** Runs being collected, outside and inside in turn; neighbours of one kind become one. */
final class Runs {
  private int[] lengths = new int[16];
  private int size = 1;

  /** Appends pixels; the first run is outside, perhaps empty. */
  void add(int pixels, boolean inside) {
    if (pixels == 0) {
      return;
    }
    if (inside != (size % 2 == 0)) {
      if (size == lengths.length) {
        lengths = Arrays.copyOf(lengths, 2 * size);
      }
      size++;
    }
    lengths[size - 1] += pixels;
  }

  /** The lengths, outside first; new array. */
  int[] toArray() {
    return Arrays.copyOf(lengths, size);
  }
}
