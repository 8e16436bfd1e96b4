package org.tag2mask.crf.meanfield;

import org.tag2mask.crf.lattice.Lattice;

/**
 * Splat: adds the values of a chunk of pixels to their lattice points, the transpose of {@link
 * Slice}:
 *
 * <pre>sums[c][index[p][k]] += weight[p][k] in[c][p]</pre>
 *
 * <p>Neighbouring pixels add to the same points, and each addition would wait for the one before
 * it: the loops walk through both halves of the chunk at once.
 */
final class Splat {
  private Splat() {}

  /**
   * Adds all channels of a chunk.
   *
   * @param lattice read only
   * @param sums {@code [channel][point]}, added to
   * @param channels number of channels
   * @param from first pixel of the chunk
   * @param count pixels of the chunk
   * @param in planes of the chunk, read only
   * @param first the plane of channel 0
   */
  static void add(
      Lattice lattice, float[][] sums, int channels, int from, int count, float[][] in, int first) {
    int[] index = lattice.index;
    float[] weight = lattice.weight;
    int n = lattice.vertices;
    for (int c = 0; c < channels; c++) {
      switch (n) {
        case 3 -> three(index, weight, from, count, sums[c], in[first + c]);
        case 6 -> six(index, weight, from, count, sums[c], in[first + c]);
        default -> any(index, weight, n, from, 0, count, sums[c], in[first + c]);
      }
    }
  }

  private static void three(
      int[] index, float[] weight, int from, int count, float[] sums, float[] in) {
    int half = count >> 1;
    int far = half * 3;
    for (int p = 0, at = from * 3; p < half; p++, at += 3) {
      float a = in[p];
      float aFar = in[p + half];
      sums[index[at]] += weight[at] * a;
      sums[index[at + far]] += weight[at + far] * aFar;
      sums[index[at + 1]] += weight[at + 1] * a;
      sums[index[at + far + 1]] += weight[at + far + 1] * aFar;
      sums[index[at + 2]] += weight[at + 2] * a;
      sums[index[at + far + 2]] += weight[at + far + 2] * aFar;
    }
    if (count > 2 * half) {
      any(index, weight, 3, from, 2 * half, count, sums, in);
    }
  }

  private static void six(
      int[] index, float[] weight, int from, int count, float[] sums, float[] in) {
    int half = count >> 1;
    int far = half * 6;
    for (int p = 0, at = from * 6; p < half; p++, at += 6) {
      float a = in[p];
      float aFar = in[p + half];
      sums[index[at]] += weight[at] * a;
      sums[index[at + far]] += weight[at + far] * aFar;
      sums[index[at + 1]] += weight[at + 1] * a;
      sums[index[at + far + 1]] += weight[at + far + 1] * aFar;
      sums[index[at + 2]] += weight[at + 2] * a;
      sums[index[at + far + 2]] += weight[at + far + 2] * aFar;
      sums[index[at + 3]] += weight[at + 3] * a;
      sums[index[at + far + 3]] += weight[at + far + 3] * aFar;
      sums[index[at + 4]] += weight[at + 4] * a;
      sums[index[at + far + 4]] += weight[at + far + 4] * aFar;
      sums[index[at + 5]] += weight[at + 5] * a;
      sums[index[at + far + 5]] += weight[at + far + 5] * aFar;
    }
    if (count > 2 * half) {
      any(index, weight, 6, from, 2 * half, count, sums, in);
    }
  }

  /** The pixels start .. end-1 of the chunk, one by one. */
  private static void any(
      int[] index, float[] weight, int n, int from, int start, int end, float[] sums, float[] in) {
    for (int p = start, at = (from + start) * n; p < end; p++, at += n) {
      float a = in[p];
      for (int k = 0; k < n; k++) {
        int i = index[at + k];
        float w = weight[at + k];
        sums[i] += w * a;
      }
    }
  }

  /** The pixels start .. end-1 of the chunk, one by one. */
}
