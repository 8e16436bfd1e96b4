package org.tag2mask.crf.meanfield;

import org.tag2mask.crf.lattice.Lattice;

/**
 * Slice: reads the filtered values of a chunk of pixels from their lattice points,
 *
 * <pre>out[c][p] += &Sigma;<sub>k</sub> weight[p][k] values[c][index[p][k]]</pre>
 *
 * one channel at a time: several at once share the index but cost more in registers and bounds
 * checks than they save. Sums are written out for the 3 and 6 vertices of the usual kernels,
 * because a short inner loop costs the compiled code more than the sums in it.
 */
final class Slice {
  private Slice() {}

  /**
   * Adds all channels of a chunk.
   *
   * @param lattice read only
   * @param values {@code [channel][point]}, read only
   * @param channels number of channels
   * @param from first pixel of the chunk
   * @param count pixels of the chunk
   * @param out planes of the chunk, added to
   * @param first the plane of channel 0
   */
  static void add(
      Lattice lattice,
      float[][] values,
      int channels,
      int from,
      int count,
      float[][] out,
      int first) {
    int[] index = lattice.index;
    float[] weight = lattice.weight;
    int n = lattice.vertices;
    for (int c = 0; c < channels; c++) {
      switch (n) {
        case 3 -> three(index, weight, from, count, values[c], out[first + c]);
        case 6 -> six(index, weight, from, count, values[c], out[first + c]);
        default -> any(index, weight, n, from, count, values[c], out[first + c]);
      }
    }
  }

  private static void three(
      int[] index, float[] weight, int from, int count, float[] values, float[] out) {
    for (int p = 0, at = from * 3; p < count; p++, at += 3) {
      out[p] +=
          weight[at] * values[index[at]]
              + weight[at + 1] * values[index[at + 1]]
              + weight[at + 2] * values[index[at + 2]];
    }
  }

  private static void six(
      int[] index, float[] weight, int from, int count, float[] values, float[] out) {
    for (int p = 0, at = from * 6; p < count; p++, at += 6) {
      out[p] +=
          weight[at] * values[index[at]]
              + weight[at + 1] * values[index[at + 1]]
              + weight[at + 2] * values[index[at + 2]]
              + weight[at + 3] * values[index[at + 3]]
              + weight[at + 4] * values[index[at + 4]]
              + weight[at + 5] * values[index[at + 5]];
    }
  }

  private static void any(
      int[] index, float[] weight, int n, int from, int count, float[] values, float[] out) {
    for (int p = 0, at = from * n; p < count; p++, at += n) {
      float a = 0;
      for (int k = 0; k < n; k++) {
        int i = index[at + k];
        float w = weight[at + k];
        a += w * values[i];
      }
      out[p] += a;
    }
  }
}
