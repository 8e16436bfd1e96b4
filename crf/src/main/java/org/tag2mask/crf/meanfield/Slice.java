package org.tag2mask.crf.meanfield;

import org.tag2mask.crf.lattice.Lattice;

/**
 * Slice: reads the filtered values of a chunk of pixels from their lattice points,
 *
 * <pre>out[c][p] += &Sigma;<sub>k</sub> weight[p][k] values[c][index[p][k]]</pre>
 *
 * with a plane per channel. Loops are written out for the 3 and 6 vertices of the usual kernels and
 * for 4, 2 or 1 channels at a time: a short inner loop costs the compiled code more than the sums
 * in it, and one plane per channel needs one index for all of them.
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
    int c = 0;
    for (; c + 4 <= channels; c += 4) {
      int b = first + c;
      four(
          index,
          weight,
          n,
          from,
          count,
          values[c],
          values[c + 1],
          values[c + 2],
          values[c + 3],
          out[b],
          out[b + 1],
          out[b + 2],
          out[b + 3]);
    }
    for (; c + 2 <= channels; c += 2) {
      int b = first + c;
      switch (n) {
        case 3 -> two3(index, weight, from, count, values[c], values[c + 1], out[b], out[b + 1]);
        case 6 -> two6(index, weight, from, count, values[c], values[c + 1], out[b], out[b + 1]);
        default -> two(index, weight, n, from, count, values[c], values[c + 1], out[b], out[b + 1]);
      }
    }
    if (c < channels) {
      switch (n) {
        case 3 -> one3(index, weight, from, count, values[c], out[first + c]);
        case 6 -> one6(index, weight, from, count, values[c], out[first + c]);
        default -> one(index, weight, n, from, count, values[c], out[first + c]);
      }
    }
  }

  private static void one3(
      int[] index, float[] weight, int from, int count, float[] values, float[] out) {
    for (int p = 0, at = from * 3; p < count; p++, at += 3) {
      out[p] +=
          weight[at] * values[index[at]]
              + weight[at + 1] * values[index[at + 1]]
              + weight[at + 2] * values[index[at + 2]];
    }
  }

  private static void one6(
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

  private static void two3(
      int[] index,
      float[] weight,
      int from,
      int count,
      float[] valuesA,
      float[] valuesB,
      float[] outA,
      float[] outB) {
    for (int p = 0, at = from * 3; p < count; p++, at += 3) {
      int i0 = index[at];
      float w0 = weight[at];
      float a = w0 * valuesA[i0];
      float b = w0 * valuesB[i0];
      int i1 = index[at + 1];
      float w1 = weight[at + 1];
      a += w1 * valuesA[i1];
      b += w1 * valuesB[i1];
      int i2 = index[at + 2];
      float w2 = weight[at + 2];
      a += w2 * valuesA[i2];
      b += w2 * valuesB[i2];
      outA[p] += a;
      outB[p] += b;
    }
  }

  private static void two6(
      int[] index,
      float[] weight,
      int from,
      int count,
      float[] valuesA,
      float[] valuesB,
      float[] outA,
      float[] outB) {
    for (int p = 0, at = from * 6; p < count; p++, at += 6) {
      int i0 = index[at];
      float w0 = weight[at];
      float a = w0 * valuesA[i0];
      float b = w0 * valuesB[i0];
      int i1 = index[at + 1];
      float w1 = weight[at + 1];
      a += w1 * valuesA[i1];
      b += w1 * valuesB[i1];
      int i2 = index[at + 2];
      float w2 = weight[at + 2];
      a += w2 * valuesA[i2];
      b += w2 * valuesB[i2];
      int i3 = index[at + 3];
      float w3 = weight[at + 3];
      a += w3 * valuesA[i3];
      b += w3 * valuesB[i3];
      int i4 = index[at + 4];
      float w4 = weight[at + 4];
      a += w4 * valuesA[i4];
      b += w4 * valuesB[i4];
      int i5 = index[at + 5];
      float w5 = weight[at + 5];
      a += w5 * valuesA[i5];
      b += w5 * valuesB[i5];
      outA[p] += a;
      outB[p] += b;
    }
  }

  private static void one(
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

  private static void two(
      int[] index,
      float[] weight,
      int n,
      int from,
      int count,
      float[] valuesA,
      float[] valuesB,
      float[] outA,
      float[] outB) {
    for (int p = 0, at = from * n; p < count; p++, at += n) {
      float a = 0;
      float b = 0;
      for (int k = 0; k < n; k++) {
        int i = index[at + k];
        float w = weight[at + k];
        a += w * valuesA[i];
        b += w * valuesB[i];
      }
      outA[p] += a;
      outB[p] += b;
    }
  }

  private static void four(
      int[] index,
      float[] weight,
      int n,
      int from,
      int count,
      float[] valuesA,
      float[] valuesB,
      float[] valuesC,
      float[] valuesD,
      float[] outA,
      float[] outB,
      float[] outC,
      float[] outD) {
    for (int p = 0, at = from * n; p < count; p++, at += n) {
      float a = 0;
      float b = 0;
      float c = 0;
      float d = 0;
      for (int k = 0; k < n; k++) {
        int i = index[at + k];
        float w = weight[at + k];
        a += w * valuesA[i];
        b += w * valuesB[i];
        c += w * valuesC[i];
        d += w * valuesD[i];
      }
      outA[p] += a;
      outB[p] += b;
      outC[p] += c;
      outD[p] += d;
    }
  }
}
