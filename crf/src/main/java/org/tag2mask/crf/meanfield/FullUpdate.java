package org.tag2mask.crf.meanfield;

import java.util.Arrays;

/**
 * The update that filters all L distributions: for a compatibility matrix, and to sum up the free
 * energy.
 */
final class FullUpdate {
  private FullUpdate() {}

  static void update(Problem problem, Stage stage, int stripe, int from, int count, Scratch room) {
    int labels = problem.labels;
    float[][] z = room.z;
    float[][] pairwise = room.filtered;
    clear(pairwise, labels, count);
    if (stage.slices()) {
      // z is free until the unary is loaded: room for the slice of a scaled term.
      for (Term term : problem.terms) {
        ScalarKernels.slice(term, labels, from, count, pairwise, 0, z);
      }
      weigh(problem, pairwise, count, z);
      if (problem.traced) {
        energy(problem, pairwise, from, count, room.energy);
      }
      if (stage == Stage.CLOSING) {
        return;
      }
    }
    for (int l = 0; l < labels; l++) {
      int at = l * problem.pixels + from;
      for (int p = 0; p < count; p++) {
        z[l][p] = -problem.unary[at + p] - pairwise[l][p];
      }
    }
    Softmax.normalise(z, labels, count, room.top, room.sum);
    if (stage.splats() || (problem.traced && stage == Stage.LAST)) {
      for (Term term : problem.terms) {
        Splat.add(term.lattice, term.sums(stripe), labels, from, count, z, 0);
      }
    }
    if (!stage.splats() || problem.traced) {
      Output.write(problem, z, from, count);
    }
  }

  private static void clear(float[][] planes, int labels, int count) {
    for (int l = 0; l < labels; l++) {
      Arrays.fill(planes[l], 0, count, 0);
    }
  }

  /** filtered = μ filtered, pixel by pixel; -filtered for Potts. */
  private static void weigh(Problem problem, float[][] filtered, int count, float[][] room) {
    int labels = problem.labels;
    float[] mu = problem.compatibility;
    if (mu == null) {
      for (int l = 0; l < labels; l++) {
        for (int p = 0; p < count; p++) {
          filtered[l][p] = -filtered[l][p];
        }
      }
      return;
    }
    clear(room, labels, count);
    for (int l = 0; l < labels; l++) {
      for (int m = 0; m < labels; m++) {
        addTimes(room[l], mu[l * labels + m], filtered[m], count);
      }
    }
    for (int l = 0; l < labels; l++) {
      System.arraycopy(room[l], 0, filtered[l], 0, count);
    }
  }

  private static void addTimes(float[] sum, float factor, float[] term, int count) {
    for (int p = 0; p < count; p++) {
      sum[p] += factor * term[p];
    }
  }

  /** Adds the sums of the distribution that was filtered: it still stands in the result. */
  private static void energy(
      Problem problem, float[][] pairwise, int from, int count, double[] energy) {
    double entropy = 0;
    double unary = 0;
    double pairs = 0;
    for (int l = 0; l < problem.labels; l++) {
      for (int p = 0; p < count; p++) {
        int at = l * problem.pixels + from + p;
        double q = problem.probabilities[at];
        entropy += q * Math.log(Math.max(q, 1e-20));
        unary += q * problem.unary[at];
        pairs += q * pairwise[l][p];
      }
    }
    energy[0] += entropy;
    energy[1] += unary;
    energy[2] += pairs;
  }
}
