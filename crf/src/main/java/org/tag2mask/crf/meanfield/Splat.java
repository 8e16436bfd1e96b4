package org.tag2mask.crf.meanfield;

import org.tag2mask.crf.lattice.Lattice;

/**
 * Splat: adds the values of a chunk of pixels to their lattice points, the transpose of {@link
 * Slice}:
 *
 * <pre>sums[index[p][k]][c] += weight[p][k] in[c][p]</pre>
 */
final class Splat {
  private Splat() {}

  /**
   * Adds all channels of a chunk.
   *
   * @param lattice read only
   * @param sums {@code [point][channels]}, added to
   * @param channels floats per lattice point
   * @param from first pixel of the chunk
   * @param count pixels of the chunk
   * @param in planes of the chunk, read only; plane c starts at {@code offset + c * plane}
   * @param offset start of the first plane
   * @param plane distance of two planes
   */
  static void add(
      Lattice lattice,
      float[] sums,
      int channels,
      int from,
      int count,
      float[] in,
      int offset,
      int plane) {
    int[] index = lattice.index;
    float[] weight = lattice.weight;
    int n = lattice.vertices;
    int c = 0;
    for (; c + 4 <= channels; c += 4, offset += 4 * plane) {
      switch (n) {
        case 3 -> four3(index, weight, sums, channels, c, from, count, in, offset, plane);
        case 6 -> four6(index, weight, sums, channels, c, from, count, in, offset, plane);
        default -> four(index, weight, n, sums, channels, c, from, count, in, offset, plane);
      }
    }
    for (; c + 2 <= channels; c += 2, offset += 2 * plane) {
      switch (n) {
        case 3 -> two3(index, weight, sums, channels, c, from, count, in, offset, plane);
        case 6 -> two6(index, weight, sums, channels, c, from, count, in, offset, plane);
        default -> two(index, weight, n, sums, channels, c, from, count, in, offset, plane);
      }
    }
    if (c < channels) {
      if (channels == 1 && n == 3) {
        single3(index, weight, sums, from, count, in, offset);
      } else if (channels == 1 && n == 6) {
        single6(index, weight, sums, from, count, in, offset);
      } else {
        one(index, weight, n, sums, channels, c, from, count, in, offset);
      }
    }
  }

  private static void single3(
      int[] index, float[] weight, float[] sums, int from, int count, float[] in, int offset) {
    for (int p = 0, at = from * 3; p < count; p++, at += 3) {
      float a = in[offset + p];
      sums[index[at]] += weight[at] * a;
      sums[index[at + 1]] += weight[at + 1] * a;
      sums[index[at + 2]] += weight[at + 2] * a;
    }
  }

  private static void single6(
      int[] index, float[] weight, float[] sums, int from, int count, float[] in, int offset) {
    for (int p = 0, at = from * 6; p < count; p++, at += 6) {
      float a = in[offset + p];
      sums[index[at]] += weight[at] * a;
      sums[index[at + 1]] += weight[at + 1] * a;
      sums[index[at + 2]] += weight[at + 2] * a;
      sums[index[at + 3]] += weight[at + 3] * a;
      sums[index[at + 4]] += weight[at + 4] * a;
      sums[index[at + 5]] += weight[at + 5] * a;
    }
  }

  private static void two3(
      int[] index,
      float[] weight,
      float[] sums,
      int channels,
      int channel,
      int from,
      int count,
      float[] in,
      int offset,
      int plane) {
    for (int p = 0, at = from * 3; p < count; p++, at += 3) {
      float a = in[offset + p];
      float b = in[offset + plane + p];
      int i0 = index[at] * channels + channel;
      float w0 = weight[at];
      sums[i0] += w0 * a;
      sums[i0 + 1] += w0 * b;
      int i1 = index[at + 1] * channels + channel;
      float w1 = weight[at + 1];
      sums[i1] += w1 * a;
      sums[i1 + 1] += w1 * b;
      int i2 = index[at + 2] * channels + channel;
      float w2 = weight[at + 2];
      sums[i2] += w2 * a;
      sums[i2 + 1] += w2 * b;
    }
  }

  private static void two6(
      int[] index,
      float[] weight,
      float[] sums,
      int channels,
      int channel,
      int from,
      int count,
      float[] in,
      int offset,
      int plane) {
    for (int p = 0, at = from * 6; p < count; p++, at += 6) {
      float a = in[offset + p];
      float b = in[offset + plane + p];
      int i0 = index[at] * channels + channel;
      float w0 = weight[at];
      sums[i0] += w0 * a;
      sums[i0 + 1] += w0 * b;
      int i1 = index[at + 1] * channels + channel;
      float w1 = weight[at + 1];
      sums[i1] += w1 * a;
      sums[i1 + 1] += w1 * b;
      int i2 = index[at + 2] * channels + channel;
      float w2 = weight[at + 2];
      sums[i2] += w2 * a;
      sums[i2 + 1] += w2 * b;
      int i3 = index[at + 3] * channels + channel;
      float w3 = weight[at + 3];
      sums[i3] += w3 * a;
      sums[i3 + 1] += w3 * b;
      int i4 = index[at + 4] * channels + channel;
      float w4 = weight[at + 4];
      sums[i4] += w4 * a;
      sums[i4 + 1] += w4 * b;
      int i5 = index[at + 5] * channels + channel;
      float w5 = weight[at + 5];
      sums[i5] += w5 * a;
      sums[i5 + 1] += w5 * b;
    }
  }

  private static void four3(
      int[] index,
      float[] weight,
      float[] sums,
      int channels,
      int channel,
      int from,
      int count,
      float[] in,
      int offset,
      int plane) {
    for (int p = 0, at = from * 3; p < count; p++, at += 3) {
      float a = in[offset + p];
      float b = in[offset + plane + p];
      float c = in[offset + 2 * plane + p];
      float d = in[offset + 3 * plane + p];
      int i0 = index[at] * channels + channel;
      float w0 = weight[at];
      sums[i0] += w0 * a;
      sums[i0 + 1] += w0 * b;
      sums[i0 + 2] += w0 * c;
      sums[i0 + 3] += w0 * d;
      int i1 = index[at + 1] * channels + channel;
      float w1 = weight[at + 1];
      sums[i1] += w1 * a;
      sums[i1 + 1] += w1 * b;
      sums[i1 + 2] += w1 * c;
      sums[i1 + 3] += w1 * d;
      int i2 = index[at + 2] * channels + channel;
      float w2 = weight[at + 2];
      sums[i2] += w2 * a;
      sums[i2 + 1] += w2 * b;
      sums[i2 + 2] += w2 * c;
      sums[i2 + 3] += w2 * d;
    }
  }

  private static void four6(
      int[] index,
      float[] weight,
      float[] sums,
      int channels,
      int channel,
      int from,
      int count,
      float[] in,
      int offset,
      int plane) {
    for (int p = 0, at = from * 6; p < count; p++, at += 6) {
      float a = in[offset + p];
      float b = in[offset + plane + p];
      float c = in[offset + 2 * plane + p];
      float d = in[offset + 3 * plane + p];
      int i0 = index[at] * channels + channel;
      float w0 = weight[at];
      sums[i0] += w0 * a;
      sums[i0 + 1] += w0 * b;
      sums[i0 + 2] += w0 * c;
      sums[i0 + 3] += w0 * d;
      int i1 = index[at + 1] * channels + channel;
      float w1 = weight[at + 1];
      sums[i1] += w1 * a;
      sums[i1 + 1] += w1 * b;
      sums[i1 + 2] += w1 * c;
      sums[i1 + 3] += w1 * d;
      int i2 = index[at + 2] * channels + channel;
      float w2 = weight[at + 2];
      sums[i2] += w2 * a;
      sums[i2 + 1] += w2 * b;
      sums[i2 + 2] += w2 * c;
      sums[i2 + 3] += w2 * d;
      int i3 = index[at + 3] * channels + channel;
      float w3 = weight[at + 3];
      sums[i3] += w3 * a;
      sums[i3 + 1] += w3 * b;
      sums[i3 + 2] += w3 * c;
      sums[i3 + 3] += w3 * d;
      int i4 = index[at + 4] * channels + channel;
      float w4 = weight[at + 4];
      sums[i4] += w4 * a;
      sums[i4 + 1] += w4 * b;
      sums[i4 + 2] += w4 * c;
      sums[i4 + 3] += w4 * d;
      int i5 = index[at + 5] * channels + channel;
      float w5 = weight[at + 5];
      sums[i5] += w5 * a;
      sums[i5 + 1] += w5 * b;
      sums[i5 + 2] += w5 * c;
      sums[i5 + 3] += w5 * d;
    }
  }

  private static void one(
      int[] index,
      float[] weight,
      int n,
      float[] sums,
      int channels,
      int channel,
      int from,
      int count,
      float[] in,
      int offset) {
    for (int p = 0, at = from * n; p < count; p++, at += n) {
      float a = in[offset + p];
      for (int k = 0; k < n; k++) {
        float w = weight[at + k];
        int i = index[at + k] * channels + channel;
        sums[i] += w * a;
      }
    }
  }

  private static void two(
      int[] index,
      float[] weight,
      int n,
      float[] sums,
      int channels,
      int channel,
      int from,
      int count,
      float[] in,
      int offset,
      int plane) {
    for (int p = 0, at = from * n; p < count; p++, at += n) {
      float a = in[offset + p];
      float b = in[offset + plane + p];
      for (int k = 0; k < n; k++) {
        float w = weight[at + k];
        int i = index[at + k] * channels + channel;
        sums[i] += w * a;
        sums[i + 1] += w * b;
      }
    }
  }

  private static void four(
      int[] index,
      float[] weight,
      int n,
      float[] sums,
      int channels,
      int channel,
      int from,
      int count,
      float[] in,
      int offset,
      int plane) {
    for (int p = 0, at = from * n; p < count; p++, at += n) {
      float a = in[offset + p];
      float b = in[offset + plane + p];
      float c = in[offset + 2 * plane + p];
      float d = in[offset + 3 * plane + p];
      for (int k = 0; k < n; k++) {
        float w = weight[at + k];
        int i = index[at + k] * channels + channel;
        sums[i] += w * a;
        sums[i + 1] += w * b;
        sums[i + 2] += w * c;
        sums[i + 3] += w * d;
      }
    }
  }
}
