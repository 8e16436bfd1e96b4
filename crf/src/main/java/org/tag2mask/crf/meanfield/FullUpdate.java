package org.tag2mask.crf.meanfield;

import java.util.Arrays;

/**
 * The update that filters all L distributions: for a compatibility matrix, and to sum up the free
 * energy.
 */
final class FullUpdate {
  private FullUpdate() {}

  static void update(
      Problem problem, Stage stage, int stripe, int from, int count, int plane, Scratch room) {
    int labels = problem.labels;
    float[] z = room.z;
    float[] pairwise = room.filtered;
    Arrays.fill(pairwise, 0, labels * plane, 0);
    if (stage.slices()) {
      // z is free until the unary is loaded: room for the slice of a scaled term.
      for (Term term : problem.terms) {
        ScalarKernels.slice(term, labels, from, count, pairwise, 0, plane, z);
      }
      weigh(problem, pairwise, plane, count, room);
      if (problem.traced) {
        energy(problem, pairwise, plane, from, count, room.energy);
      }
      if (stage == Stage.CLOSING) {
        return;
      }
    }
    for (int l = 0; l < labels; l++) {
      int at = l * problem.pixels + from;
      int offset = l * plane;
      for (int p = 0; p < count; p++) {
        z[offset + p] = -problem.unary[at + p] - pairwise[offset + p];
      }
    }
    Softmax.normalise(z, plane, labels, count, room.top, room.sum);
    boolean closes = problem.traced && stage == Stage.LAST;
    if (stage.splats() || closes) {
      for (Term term : problem.terms) {
        Splat.add(term.lattice, term.sums(stripe), labels, from, count, z, 0, plane);
      }
    }
    if (!stage.splats() || problem.traced) {
      Output.write(problem, z, plane, from, count);
    }
  }

  /** filtered = μ filtered, pixel by pixel; -filtered for Potts. */
  private static void weigh(Problem problem, float[] filtered, int plane, int count, Scratch room) {
    int labels = problem.labels;
    float[] mu = problem.compatibility;
    if (mu == null) {
      for (int i = 0; i < labels * plane; i++) {
        filtered[i] = -filtered[i];
      }
      return;
    }
    float[] weighed = room.z;
    Arrays.fill(weighed, 0, labels * plane, 0);
    for (int l = 0; l < labels; l++) {
      for (int m = 0; m < labels; m++) {
        float factor = mu[l * labels + m];
        for (int p = 0; p < count; p++) {
          weighed[l * plane + p] += factor * filtered[m * plane + p];
        }
      }
    }
    System.arraycopy(weighed, 0, filtered, 0, labels * plane);
  }

  /** Adds the sums of the distribution that was filtered: it still stands in the result. */
  private static void energy(
      Problem problem, float[] pairwise, int plane, int from, int count, double[] energy) {
    double entropy = 0;
    double unary = 0;
    double pairs = 0;
    for (int l = 0; l < problem.labels; l++) {
      for (int p = 0; p < count; p++) {
        int at = l * problem.pixels + from + p;
        double q = problem.probabilities[at];
        entropy += q * Math.log(Math.max(q, 1e-20));
        unary += q * problem.unary[at];
        pairs += q * pairwise[l * plane + p];
      }
    }
    energy[0] += entropy;
    energy[1] += unary;
    energy[2] += pairs;
  }
}
