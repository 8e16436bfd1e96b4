package org.tag2mask.crf.meanfield;

/**
 * The inner loops of the mean field, in a scalar and a vector twin that give the same result up to
 * rounding. Implementations have no state and are safe to share.
 */
public interface Kernels {

  /** The name for logs: {@code scalar} or {@code vector}. */
  String name();

  /** How many arrays hold the values of a lattice. */
  int planes(Problem problem);

  /** Floats per lattice point in each of these arrays. */
  int stride(Problem problem);

  /** Floats per pixel of {@link Problem#interleaved}; 0 if these kernels do without. */
  int interleaved(Problem problem);

  /** Pixels per chunk, so that a chunk stays in the near caches. */
  int chunk(Problem problem);

  /** Updates one chunk of pixels. */
  void update(Problem problem, Stage stage, int stripe, int from, int count, Scratch room);

  /** One axis of the blur for the points low .. high-1; see {@link Blur#axis}. */
  void blur(float[] values, float[] out, int[] next, int[] previous, int stride, int low, int high);

  /** sums += more, for the floats low .. high-1. */
  void add(float[] sums, float[] more, int low, int high);
}
