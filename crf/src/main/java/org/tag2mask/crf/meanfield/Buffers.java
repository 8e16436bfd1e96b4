package org.tag2mask.crf.meanfield;

import java.util.ArrayList;
import java.util.List;

/** The arrays of one kernel's lattice values, kept from image to image. */
public final class Buffers {
  private float[] first = new float[0];
  private float[] second = new float[0];
  private final List<float[]> stripes = new ArrayList<>();

  /** Gives a term arrays for its lattice, grown if they are too short. */
  public void attach(Term term, int channels, int stripeCount) {
    int size = (term.lattice.points + 1) * channels;
    if (first.length < size) {
      first = new float[grown(size)];
      second = new float[grown(size)];
    }
    float[][] more = new float[stripeCount - 1][];
    for (int stripe = 1; stripe < stripeCount; stripe++) {
      if (stripes.size() < stripe) {
        stripes.add(new float[0]);
      }
      int needed = term.lattice.high[stripe] * channels;
      if (stripes.get(stripe - 1).length < needed) {
        stripes.set(stripe - 1, new float[grown(needed)]);
      }
      more[stripe - 1] = stripes.get(stripe - 1);
    }
    term.attach(first, second, more, channels);
  }

  /** A little more than needed: the next image's lattice is rarely of the same size. */
  static int grown(int size) {
    return (int) Math.min(Integer.MAX_VALUE - 8, size + (long) size / 8);
  }
}
