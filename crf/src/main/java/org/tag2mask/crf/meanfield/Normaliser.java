package org.tag2mask.crf.meanfield;

import java.util.Arrays;
import org.tag2mask.crf.Normalization;
import org.tag2mask.crf.lattice.Lattice;
import org.tag2mask.crf.parallel.Crew;
import org.tag2mask.crf.parallel.Stripes;

/** Filters a constant 1 to find the row sums of a kernel, and folds normalisation and weight in. */
public final class Normaliser {
  /** Keeps a row sum of 0 from dividing; the value of the C++ code. */
  private static final double GUARD = 1e-20;

  private static final int CHUNK = 256;

  private final Buffers buffers = new Buffers();
  private final float[][] ones = new float[1][CHUNK];
  private float[] sums = new float[0];

  /** A normaliser with buffers of its own, for one inference at a time. */
  public Normaliser() {
    Arrays.fill(ones[0], 1);
  }

  /**
   * Folds a kernel's weight and normalisation into its lattice weights, once.
   *
   * @param lattice fresh from the builder; its weights are modified
   * @param weight w, not 0
   * @return the term to iterate with
   */
  public Term fold(
      Lattice lattice, double weight, Normalization normalization, Crew crew, Stripes stripes) {
    int pixels = lattice.pixels;
    double alpha = 1.0 / (1 + Math.pow(2, -(lattice.vertices - 1)));
    double root = Math.sqrt(Math.abs(weight) * alpha);
    float[] scale = null;
    if (sums.length < pixels) {
      sums = new float[Buffers.grown(pixels)];
    }
    if (normalization != Normalization.NONE) {
      rowSums(lattice, crew, stripes);
    }
    boolean scaled =
        weight < 0 || normalization == Normalization.BEFORE || normalization == Normalization.AFTER;
    if (scaled) {
      scale = new float[pixels];
    }
    float[] slices = scale;
    float sign = weight < 0 ? -1 : 1;
    crew.run(
        stripes.count(),
        stripe -> {
          int from = stripes.from(stripe);
          int to = stripes.from(stripe + 1);
          if (normalization == Normalization.SYMMETRIC) {
            inverseRoots(from, to, (float) root, (float) alpha);
          } else {
            factors(from, to, root, alpha, normalization, sign, slices);
          }
          if (slices != null && normalization == Normalization.SYMMETRIC) {
            Arrays.fill(slices, from, to, sign);
          }
          multiply(lattice, from, to);
        });
    return new Term(lattice, scale);
  }

  /** sums = root / sqrt(alpha sums), in float: the row sums are at least a pixel's own share. */
  private void inverseRoots(int from, int to, float root, float alpha) {
    for (int p = from; p < to; p++) {
      sums[p] = root / (float) Math.sqrt(alpha * sums[p] + (float) GUARD);
    }
  }

  private void factors(
      int from,
      int to,
      double root,
      double alpha,
      Normalization normalization,
      float sign,
      float[] slices) {
    for (int p = from; p < to; p++) {
      double sum = normalization == Normalization.NONE ? 1 : alpha * sums[p] + GUARD;
      sums[p] = (float) (normalization == Normalization.BEFORE ? root / sum : root);
      if (slices != null) {
        double after =
            switch (normalization) {
              case BEFORE -> sum;
              case AFTER -> 1 / sum;
              case SYMMETRIC, NONE -> 1;
            };
        slices[p] = (float) (sign * after);
      }
    }
  }

  /** Multiplies a pixel's lattice weights by its factor. */
  private void multiply(Lattice lattice, int from, int to) {
    int n = lattice.vertices;
    float[] weight = lattice.weight;
    for (int p = from, at = from * n; p < to; p++) {
      float factor = sums[p];
      for (int end = at + n; at < end; at++) {
        weight[at] *= factor;
      }
    }
  }

  /** sums[p] = Σ_j K(p, j) without the lattice's constant. */
  private void rowSums(Lattice lattice, Crew crew, Stripes stripes) {
    Term term = new Term(lattice, null);
    buffers.attach(term, 1, 1, stripes.count());
    crew.run(
        stripes.count(),
        stripe -> {
          term.clear(stripe, 1);
          int end = stripes.from(stripe + 1);
          for (int from = stripes.from(stripe); from < end; from += CHUNK) {
            int count = Math.min(CHUNK, end - from);
            Splat.add(lattice, term.sums(stripe), 1, from, count, ones, 0);
          }
        });
    for (int stripe = 1; stripe < stripes.count(); stripe++) {
      float[] more = term.sums(stripe)[0];
      float[] all = term.other[0];
      for (int i = lattice.low[stripe]; i < lattice.high[stripe]; i++) {
        all[i] += more[i];
      }
    }
    for (int axis = 0; axis < lattice.vertices; axis++) {
      int[] next = lattice.next[axis];
      int[] previous = lattice.previous[axis];
      Blur.axis(term.other[0], term.values[0], next, previous, 1, lattice.points + 1);
      term.swap();
    }
    term.swap();
    crew.run(
        stripes.count(),
        stripe -> {
          float[][] chunk = new float[1][CHUNK];
          int end = stripes.from(stripe + 1);
          for (int from = stripes.from(stripe); from < end; from += CHUNK) {
            int count = Math.min(CHUNK, end - from);
            Arrays.fill(chunk[0], 0, count, 0);
            Slice.add(lattice, term.values, 1, from, count, chunk, 0);
            System.arraycopy(chunk[0], 0, sums, from, count);
          }
        });
  }
}
