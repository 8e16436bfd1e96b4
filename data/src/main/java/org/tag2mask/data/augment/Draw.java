package org.tag2mask.data.augment;

import java.util.SplittableRandom;

/**
 * Draws that are the same on every Java version: {@code nextInt(bound)} is free to change, {@code
 * nextLong()} is SplitMix64.
 */
final class Draw {

  private Draw() {}

  /** Uniform over 0..bound-1. */
  static int below(SplittableRandom random, int bound) {
    return (int) (((random.nextLong() >>> 32) * bound) >>> 32);
  }

  /** Uniform over [0, 1). */
  static double unit(SplittableRandom random) {
    return (random.nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Uniform over [low, high). */
  static double between(SplittableRandom random, double low, double high) {
    return low + (high - low) * unit(random);
  }

  static void checkRange(String name, double low, double high, double least) {
    if (!(low >= least && low <= high)) {
      throw new IllegalArgumentException(
          name + " is " + low + ".." + high + ", expected an ascending range from " + least);
    }
  }
}
