package org.tag2mask.crf.meanfield;

/** Writes a chunk's distribution and best labels. */
final class Output {
  private Output() {}

  /**
   * Copies planes to the planar result and notes the best label, the lowest on a tie.
   *
   * @param q planes of the chunk; modified: plane 0 becomes the highest probability
   */
  static void write(Problem problem, float[] q, int plane, int from, int count) {
    byte[] best = problem.best;
    for (int l = 0; l < problem.labels; l++) {
      System.arraycopy(q, l * plane, problem.probabilities, l * problem.pixels + from, count);
    }
    java.util.Arrays.fill(best, from, from + count, (byte) 0);
    for (int l = 1; l < problem.labels; l++) {
      byte label = (byte) l;
      int offset = l * plane;
      for (int p = 0; p < count; p++) {
        float value = q[offset + p];
        if (value > q[p]) {
          q[p] = value;
          best[from + p] = label;
        }
      }
    }
  }
}
