package org.tag2mask.crf.parallel;

/**
 * The fixed division of an image's pixels into runs. It depends on the number of pixels alone,
 * never on the number of threads: every stripe sums on its own and the sums are added in order, so
 * that the result is the same on any number of threads.
 *
 * @param pixels N
 * @param count number of stripes
 */
public record Stripes(int pixels, int count) {
  /** A stripe costs a copy of the lattice values, so that small images are left whole. */
  private static final int LEAST = 80_000;

  private static final int MOST = 8;

  /** The stripes of an image. */
  public static Stripes of(int pixels) {
    return new Stripes(pixels, Math.max(1, Math.min(MOST, pixels / LEAST)));
  }

  /** The first pixel of a stripe; {@code from(count)} is the number of pixels. */
  public int from(int stripe) {
    return (int) ((long) pixels * stripe / count);
  }
}
