package org.tag2mask.crf.meanfield;

import java.util.ArrayList;
import java.util.List;

/** The arrays of one kernel's lattice values, kept from image to image. */
public final class Buffers {
  /** {@code [set][plane]}: two sets that take turns, then one per stripe after the first. */
  private final List<List<float[]>> sets = new ArrayList<>();

  /**
   * Gives a term arrays for its lattice, grown if they are too short.
   *
   * @param planes arrays per set
   * @param stride floats per lattice point in each
   * @param stripeCount number of stripes that sum on their own
   * @throws IllegalArgumentException if the lattice's values do not fit an array
   */
  public void attach(Term term, int planes, int stride, int stripeCount) {
    long floats = (term.lattice.points + 1L) * stride;
    if (floats > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "lattice of "
              + term.lattice.points
              + " points times "
              + stride
              + " labels does not fit an array: use larger standard deviations, fewer labels or a"
              + " smaller image");
    }
    float[][] first = take(0, planes, (int) floats);
    float[][] second = take(1, planes, (int) floats);
    float[][][] more = new float[stripeCount - 1][][];
    for (int stripe = 1; stripe < stripeCount; stripe++) {
      more[stripe - 1] = take(1 + stripe, planes, term.lattice.high[stripe] * stride);
    }
    term.attach(first, second, more, stride);
  }

  private float[][] take(int set, int planes, int size) {
    while (sets.size() <= set) {
      sets.add(new ArrayList<>());
    }
    List<float[]> pool = sets.get(set);
    float[][] taken = new float[planes][];
    for (int plane = 0; plane < planes; plane++) {
      if (pool.size() <= plane) {
        pool.add(new float[grown(size)]);
      } else if (pool.get(plane).length < size) {
        pool.set(plane, new float[grown(size)]);
      }
      taken[plane] = pool.get(plane);
    }
    return taken;
  }

  /** A little more than needed: the next image's lattice is rarely of the same size. */
  static int grown(int size) {
    return (int) Math.min(Integer.MAX_VALUE - 8, size + (long) size / 8);
  }
}
