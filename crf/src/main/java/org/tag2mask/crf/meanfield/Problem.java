package org.tag2mask.crf.meanfield;

import java.util.List;

/** What one inference works on. */
public final class Problem {
  final int pixels;
  final int labels;
  final float[] unary;

  /** μ row by row, or null for Potts. */
  final float[] compatibility;

  final List<Term> terms;
  final boolean traced;
  final float[] probabilities;
  final byte[] best;

  /** {@code [pixel][channels]}: -U as the vector kernels want it, else unused. */
  float[] interleaved;

  /**
   * A problem.
   *
   * @param pixels N
   * @param labels L, at least 2
   * @param unary planar {@code [L][N]}, read only
   * @param compatibility μ row by row, or null for Potts
   * @param terms the kernels
   * @param traced whether the sums of the free energy are wanted
   * @param probabilities planar {@code [L][N]}, written
   * @param best {@code [N]}, written
   */
  public Problem(
      int pixels,
      int labels,
      float[] unary,
      float[] compatibility,
      List<Term> terms,
      boolean traced,
      float[] probabilities,
      byte[] best) {
    this.pixels = pixels;
    this.labels = labels;
    this.unary = unary;
    this.compatibility = compatibility;
    this.terms = terms;
    this.traced = traced;
    this.probabilities = probabilities;
    this.best = best;
  }

  /** Gives the room of {@link Kernels#interleaved} floats per pixel. */
  public void setInterleaved(float[] room) {
    interleaved = room;
  }

  /** Whether all L distributions must be filtered, not their L-1 differences. */
  boolean needsAllLabels() {
    return traced || compatibility != null;
  }
}
