package org.tag2mask.crf.meanfield;

import java.util.Arrays;

/**
 * Adds up where one stripe's time goes. Off unless asked for: reading the clock a few times per
 * chunk costs about one part in a hundred.
 */
public final class Clock {
  /** The parts of an inference. */
  public enum Part {
    /** Lattices: embedding, hashing, neighbours. */
    BUILD,
    /** Row sums and folding of the normalisation. */
    NORMALISE,
    /** Reading filtered values at the pixels, unary included. */
    SLICE,
    /** Compatibility and softmax. */
    SOFTMAX,
    /** Adding the distribution to the lattice. */
    SPLAT,
    /** Blurring the lattices. */
    BLUR,
    /** Writing the distribution and the labels. */
    OUTPUT
  }

  private final long[] nanos = new long[Part.values().length];
  private boolean on;
  private long last;

  /** Switches the clock and forgets its sums. */
  public void reset(boolean run) {
    on = run;
    Arrays.fill(nanos, 0);
  }

  /** Starts measuring. */
  public void start() {
    if (on) {
      last = System.nanoTime();
    }
  }

  /** Books the time since the last start or lap. */
  public void lap(Part part) {
    if (on) {
      long now = System.nanoTime();
      nanos[part.ordinal()] += now - last;
      last = now;
    }
  }

  /** The time of a part so far, ns. */
  public long nanos(Part part) {
    return nanos[part.ordinal()];
  }
}
