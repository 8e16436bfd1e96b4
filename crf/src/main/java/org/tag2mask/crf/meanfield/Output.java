package org.tag2mask.crf.meanfield;

import java.util.Arrays;

/** Writes a chunk's distribution and best labels. */
final class Output {
  private Output() {}

  /**
   * Copies planes to the planar result and notes the best label, the lowest on a tie.
   *
   * @param q {@code [label][pixel]}; modified: plane 0 becomes the highest probability
   */
  static void write(Problem problem, float[][] q, int from, int count) {
    byte[] best = problem.best;
    float[] top = q[0];
    for (int l = 0; l < problem.labels; l++) {
      System.arraycopy(q[l], 0, problem.probabilities, l * problem.pixels + from, count);
    }
    Arrays.fill(best, from, from + count, (byte) 0);
    for (int l = 1; l < problem.labels; l++) {
      byte label = (byte) l;
      float[] plane = q[l];
      for (int p = 0; p < count; p++) {
        if (plane[p] > top[p]) {
          top[p] = plane[p];
          best[from + p] = label;
        }
      }
    }
  }
}
