package org.tag2mask.data.random;

import java.util.SplittableRandom;

/**
 * Draws that are the same on every Java version: {@code SplittableRandom.nextInt(bound)} is free to
 * change its algorithm, {@code nextLong()} is SplitMix64. A resumed training and a generated data
 * set depend on it.
 */
public final class Draw {

  private Draw() {}

  /** Uniform over {@code 0..bound-1}; {@code bound} is at least 1. */
  public static int below(SplittableRandom random, int bound) {
    return (int) (((random.nextLong() >>> 32) * bound) >>> 32);
  }

  /** Uniform over [0, 1). */
  public static double unit(SplittableRandom random) {
    return (random.nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Uniform over [low, high). */
  public static double between(SplittableRandom random, double low, double high) {
    return low + (high - low) * unit(random);
  }

  /** A source of its own for item {@code index} of a stream with this seed. */
  public static SplittableRandom source(long seed, long index) {
    // Two SplitMix64 steps keep neighbouring indices and neighbouring seeds apart.
    long mixed = new SplittableRandom(seed).nextLong() ^ index * 0x9E3779B97F4A7C15L;
    return new SplittableRandom(new SplittableRandom(mixed).nextLong());
  }
}
