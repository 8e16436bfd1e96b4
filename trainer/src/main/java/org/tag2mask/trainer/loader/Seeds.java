package org.tag2mask.trainer.loader;

import java.util.SplittableRandom;

/** Seeds derived from the seed of a run, so that any step can be repeated by itself. */
public final class Seeds {
  private static final long ORDER = 0x6f72646572L;
  private static final long PICTURE = 0x70696374L;
  private static final long STEP = 0x73746570L;

  private Seeds() {}

  /** The seed of an epoch's order. */
  public static long order(long seed, long epoch) {
    return mix(mix(seed, ORDER), epoch);
  }

  /** The source of chance for one image in one epoch. */
  public static SplittableRandom picture(long seed, long epoch, int index) {
    return new SplittableRandom(mix(mix(mix(seed, PICTURE), epoch), index));
  }

  /** The engine's seed for one step: what dropout draws. Not negative. */
  public static int step(long seed, long step) {
    return (int) (mix(mix(seed, STEP), step) >>> 33);
  }

  /** The finaliser of MurmurHash3 over both words: neighbouring inputs give unrelated outputs. */
  private static long mix(long a, long b) {
    long z = a * 0x9E3779B97F4A7C15L + b + 0x632BE59BD9B4E019L;
    z = (z ^ (z >>> 33)) * 0xff51afd7ed558ccdL;
    z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return z ^ (z >>> 33);
  }
}
