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
  private float[] ones = new float[0];
  private float[] sums = new float[0];

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
          for (int p = stripes.from(stripe); p < stripes.from(stripe + 1); p++) {
            double sum = normalization == Normalization.NONE ? 1 : alpha * sums[p] + GUARD;
            double factor = root;
            float after = sign;
            switch (normalization) {
              case SYMMETRIC -> factor = root / Math.sqrt(sum);
              case BEFORE -> {
                factor = root / sum;
                after = (float) (sign * sum);
              }
              case AFTER -> after = (float) (sign / sum);
              case NONE -> {}
            }
            multiply(lattice, p, (float) factor);
            if (slices != null) {
              slices[p] = after;
            }
          }
        });
    return new Term(lattice, scale);
  }

  private static void multiply(Lattice lattice, int pixel, float factor) {
    int n = lattice.vertices;
    for (int at = pixel * n, end = at + n; at < end; at++) {
      lattice.weight[at] *= factor;
    }
  }

  /** sums[p] = Σ_j K(p, j) without the lattice's constant. */
  private void rowSums(Lattice lattice, Crew crew, Stripes stripes) {
    if (ones.length < CHUNK) {
      ones = new float[CHUNK];
      Arrays.fill(ones, 1);
    }
    if (sums.length < lattice.pixels) {
      sums = new float[Buffers.grown(lattice.pixels)];
    }
    Term term = new Term(lattice, null);
    buffers.attach(term, 1, stripes.count());
    crew.run(
        stripes.count(),
        stripe -> {
          int low = stripe == 0 ? 0 : lattice.low[stripe];
          int high = stripe == 0 ? lattice.points + 1 : lattice.high[stripe];
          Arrays.fill(term.sums(stripe), low, high, 0);
          int end = stripes.from(stripe + 1);
          for (int from = stripes.from(stripe); from < end; from += CHUNK) {
            int count = Math.min(CHUNK, end - from);
            Splat.add(lattice, term.sums(stripe), 1, from, count, ones, 0, 0);
          }
        });
    for (int stripe = 1; stripe < stripes.count(); stripe++) {
      float[] more = term.sums(stripe);
      for (int i = lattice.low[stripe]; i < lattice.high[stripe]; i++) {
        term.other[i] += more[i];
      }
    }
    for (int axis = 0; axis < lattice.vertices; axis++) {
      Blur.axis(
          term.other,
          term.values,
          lattice.next[axis],
          lattice.previous[axis],
          1,
          1,
          lattice.points + 1);
      term.swap();
    }
    term.swap();
    crew.run(
        stripes.count(),
        stripe -> {
          int start = stripes.from(stripe);
          int end = stripes.from(stripe + 1);
          Arrays.fill(sums, start, end, 0);
          for (int from = start; from < end; from += CHUNK) {
            int count = Math.min(CHUNK, end - from);
            Slice.add(lattice, term.values, 1, from, count, sums, from, 0);
          }
        });
  }
}
