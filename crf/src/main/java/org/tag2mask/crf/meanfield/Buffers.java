package org.tag2mask.crf.meanfield;

/** The arrays of one kernel's lattice values, kept from image to image. */
public final class Buffers {
  private float[][] first = new float[0][];
  private float[][] second = new float[0][];
  private float[][][] stripes = new float[0][][];

  /**
   * Gives a term arrays for its lattice, grown if they are too short.
   *
   * @param planes arrays per set
   * @param stride floats per lattice point in each
   * @param stripeCount number of stripes that sum on their own
   */
  public void attach(Term term, int planes, int stride, int stripeCount) {
    int size = Math.multiplyExact(term.lattice.points + 1, stride);
    first = fit(first, planes, size);
    second = fit(second, planes, size);
    if (stripes.length != stripeCount - 1) {
      stripes = new float[stripeCount - 1][0][];
    }
    for (int stripe = 1; stripe < stripeCount; stripe++) {
      stripes[stripe - 1] = fit(stripes[stripe - 1], planes, term.lattice.high[stripe] * stride);
    }
    term.attach(first, second, stripes, stride);
  }

  private static float[][] fit(float[][] old, int planes, int size) {
    if (old.length == planes && old[0].length >= size) {
      return old;
    }
    float[][] made = new float[planes][];
    for (int plane = 0; plane < planes; plane++) {
      boolean enough = plane < old.length && old[plane].length >= size;
      made[plane] = enough ? old[plane] : new float[grown(size)];
    }
    return made;
  }

  /** A little more than needed: the next image's lattice is rarely of the same size. */
  static int grown(int size) {
    return (int) Math.min(Integer.MAX_VALUE - 8, size + (long) size / 8);
  }
}
