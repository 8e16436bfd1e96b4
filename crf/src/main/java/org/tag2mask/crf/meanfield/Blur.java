package org.tag2mask.crf.meanfield;

/**
 * One axis of the blur: out = values + (left + right)/2 at every lattice point, with 0 for an
 * absent neighbour (point 0, whose value is 0).
 */
final class Blur {
  private Blur() {}

  /**
   * Blurs the points low .. high-1.
   *
   * @param values {@code [point][channels]}, read only
   * @param out {@code [point][channels]}, written
   * @param next neighbour numbers, read only
   * @param previous neighbour numbers, read only
   */
  static void axis(
      float[] values, float[] out, int[] next, int[] previous, int channels, int low, int high) {
    if (channels == 1) {
      one(values, out, next, previous, low, high);
      return;
    }
    if (channels == 2) {
      two(values, out, next, previous, low, high);
      return;
    }
    for (int point = low; point < high; point++) {
      int at = point * channels;
      int left = previous[point] * channels;
      int right = next[point] * channels;
      int c = 0;
      for (; c + 4 <= channels; c += 4) {
        out[at + c] = values[at + c] + 0.5f * (values[left + c] + values[right + c]);
        out[at + c + 1] =
            values[at + c + 1] + 0.5f * (values[left + c + 1] + values[right + c + 1]);
        out[at + c + 2] =
            values[at + c + 2] + 0.5f * (values[left + c + 2] + values[right + c + 2]);
        out[at + c + 3] =
            values[at + c + 3] + 0.5f * (values[left + c + 3] + values[right + c + 3]);
      }
      for (; c < channels; c++) {
        out[at + c] = values[at + c] + 0.5f * (values[left + c] + values[right + c]);
      }
    }
  }

  private static void one(
      float[] values, float[] out, int[] next, int[] previous, int low, int high) {
    for (int point = low; point < high; point++) {
      out[point] = values[point] + 0.5f * (values[previous[point]] + values[next[point]]);
    }
  }

  private static void two(
      float[] values, float[] out, int[] next, int[] previous, int low, int high) {
    for (int point = low; point < high; point++) {
      int at = 2 * point;
      int left = 2 * previous[point];
      int right = 2 * next[point];
      out[at] = values[at] + 0.5f * (values[left] + values[right]);
      out[at + 1] = values[at + 1] + 0.5f * (values[left + 1] + values[right + 1]);
    }
  }
}
