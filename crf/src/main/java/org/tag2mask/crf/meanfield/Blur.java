package org.tag2mask.crf.meanfield;

/**
 * One axis of the blur: out = values + (left + right)/2 at every lattice point, with 0 for an
 * absent neighbour (point 0, whose value is 0).
 */
final class Blur {
  private Blur() {}

  /**
   * Blurs the points low .. high-1 of one channel.
   *
   * @param values {@code [point]}, read only
   * @param out {@code [point]}, written
   * @param next neighbour numbers, read only
   * @param previous neighbour numbers, read only
   */
  static void axis(float[] values, float[] out, int[] next, int[] previous, int low, int high) {
    for (int point = low; point < high; point++) {
      out[point] = values[point] + 0.5f * (values[previous[point]] + values[next[point]]);
    }
  }
}
