package org.tag2mask.crf.meanfield;

import org.tag2mask.crf.lattice.Lattice;

/**
 * Splat: adds the values of a chunk of pixels to their lattice points, the transpose of {@link
 * Slice}:
 *
 * <pre>sums[c][index[p][k]] += weight[p][k] in[c][p]</pre>
 *
 * <p>Neighbouring pixels add to the same points, and each addition would wait for the one before
 * it. One and two channels therefore walk through both halves of the chunk at once.
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
    int c = 0;
    for (; c + 4 <= channels; c += 4) {
      int b = first + c;
      four(
          index,
          weight,
          n,
          from,
          count,
          sums[c],
          sums[c + 1],
          sums[c + 2],
          sums[c + 3],
          in[b],
          in[b + 1],
          in[b + 2],
          in[b + 3]);
    }
    for (; c + 2 <= channels; c += 2) {
      int b = first + c;
      switch (n) {
        case 3 -> two3(index, weight, from, count, sums[c], sums[c + 1], in[b], in[b + 1]);
        case 6 -> two6(index, weight, from, count, sums[c], sums[c + 1], in[b], in[b + 1]);
        default -> two(index, weight, n, from, 0, count, sums[c], sums[c + 1], in[b], in[b + 1]);
      }
    }
    if (c < channels) {
      switch (n) {
        case 3 -> one3(index, weight, from, count, sums[c], in[first + c]);
        case 6 -> one6(index, weight, from, count, sums[c], in[first + c]);
        default -> one(index, weight, n, from, 0, count, sums[c], in[first + c]);
      }
    }
  }

  private static void one3(
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
      one(index, weight, 3, from, 2 * half, count, sums, in);
    }
  }

  private static void one6(
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
      one(index, weight, 6, from, 2 * half, count, sums, in);
    }
  }

  private static void two3(
      int[] index,
      float[] weight,
      int from,
      int count,
      float[] sumsA,
      float[] sumsB,
      float[] inA,
      float[] inB) {
    int half = count >> 1;
    int far = half * 3;
    for (int p = 0, at = from * 3; p < half; p++, at += 3) {
      float a = inA[p];
      float aFar = inA[p + half];
      float b = inB[p];
      float bFar = inB[p + half];
      int i0 = index[at];
      float w0 = weight[at];
      sumsA[i0] += w0 * a;
      sumsB[i0] += w0 * b;
      int j0 = index[at + far];
      float v0 = weight[at + far];
      sumsA[j0] += v0 * aFar;
      sumsB[j0] += v0 * bFar;
      int i1 = index[at + 1];
      float w1 = weight[at + 1];
      sumsA[i1] += w1 * a;
      sumsB[i1] += w1 * b;
      int j1 = index[at + far + 1];
      float v1 = weight[at + far + 1];
      sumsA[j1] += v1 * aFar;
      sumsB[j1] += v1 * bFar;
      int i2 = index[at + 2];
      float w2 = weight[at + 2];
      sumsA[i2] += w2 * a;
      sumsB[i2] += w2 * b;
      int j2 = index[at + far + 2];
      float v2 = weight[at + far + 2];
      sumsA[j2] += v2 * aFar;
      sumsB[j2] += v2 * bFar;
    }
    if (count > 2 * half) {
      two(index, weight, 3, from, 2 * half, count, sumsA, sumsB, inA, inB);
    }
  }

  private static void two6(
      int[] index,
      float[] weight,
      int from,
      int count,
      float[] sumsA,
      float[] sumsB,
      float[] inA,
      float[] inB) {
    int half = count >> 1;
    int far = half * 6;
    for (int p = 0, at = from * 6; p < half; p++, at += 6) {
      float a = inA[p];
      float aFar = inA[p + half];
      float b = inB[p];
      float bFar = inB[p + half];
      int i0 = index[at];
      float w0 = weight[at];
      sumsA[i0] += w0 * a;
      sumsB[i0] += w0 * b;
      int j0 = index[at + far];
      float v0 = weight[at + far];
      sumsA[j0] += v0 * aFar;
      sumsB[j0] += v0 * bFar;
      int i1 = index[at + 1];
      float w1 = weight[at + 1];
      sumsA[i1] += w1 * a;
      sumsB[i1] += w1 * b;
      int j1 = index[at + far + 1];
      float v1 = weight[at + far + 1];
      sumsA[j1] += v1 * aFar;
      sumsB[j1] += v1 * bFar;
      int i2 = index[at + 2];
      float w2 = weight[at + 2];
      sumsA[i2] += w2 * a;
      sumsB[i2] += w2 * b;
      int j2 = index[at + far + 2];
      float v2 = weight[at + far + 2];
      sumsA[j2] += v2 * aFar;
      sumsB[j2] += v2 * bFar;
      int i3 = index[at + 3];
      float w3 = weight[at + 3];
      sumsA[i3] += w3 * a;
      sumsB[i3] += w3 * b;
      int j3 = index[at + far + 3];
      float v3 = weight[at + far + 3];
      sumsA[j3] += v3 * aFar;
      sumsB[j3] += v3 * bFar;
      int i4 = index[at + 4];
      float w4 = weight[at + 4];
      sumsA[i4] += w4 * a;
      sumsB[i4] += w4 * b;
      int j4 = index[at + far + 4];
      float v4 = weight[at + far + 4];
      sumsA[j4] += v4 * aFar;
      sumsB[j4] += v4 * bFar;
      int i5 = index[at + 5];
      float w5 = weight[at + 5];
      sumsA[i5] += w5 * a;
      sumsB[i5] += w5 * b;
      int j5 = index[at + far + 5];
      float v5 = weight[at + far + 5];
      sumsA[j5] += v5 * aFar;
      sumsB[j5] += v5 * bFar;
    }
    if (count > 2 * half) {
      two(index, weight, 6, from, 2 * half, count, sumsA, sumsB, inA, inB);
    }
  }

  /** The pixels start .. end-1 of the chunk, one by one. */
  private static void one(
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
  private static void two(
      int[] index,
      float[] weight,
      int n,
      int from,
      int start,
      int end,
      float[] sumsA,
      float[] sumsB,
      float[] inA,
      float[] inB) {
    for (int p = start, at = (from + start) * n; p < end; p++, at += n) {
      float a = inA[p];
      float b = inB[p];
      for (int k = 0; k < n; k++) {
        int i = index[at + k];
        float w = weight[at + k];
        sumsA[i] += w * a;
        sumsB[i] += w * b;
      }
    }
  }

  private static void four(
      int[] index,
      float[] weight,
      int n,
      int from,
      int count,
      float[] sumsA,
      float[] sumsB,
      float[] sumsC,
      float[] sumsD,
      float[] inA,
      float[] inB,
      float[] inC,
      float[] inD) {
    for (int p = 0, at = from * n; p < count; p++, at += n) {
      float a = inA[p];
      float b = inB[p];
      float c = inC[p];
      float d = inD[p];
      for (int k = 0; k < n; k++) {
        int i = index[at + k];
        float w = weight[at + k];
        sumsA[i] += w * a;
        sumsB[i] += w * b;
        sumsC[i] += w * c;
        sumsD[i] += w * d;
      }
    }
  }
}
