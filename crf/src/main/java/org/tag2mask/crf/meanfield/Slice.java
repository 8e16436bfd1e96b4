package org.tag2mask.crf.meanfield;

import org.tag2mask.crf.lattice.Lattice;

/**
 * Slice: reads the filtered values of a chunk of pixels from their lattice points,
 *
 * <pre>out[c][p] += &Sigma;<sub>k</sub> weight[p][k] values[index[p][k]][c]</pre>
 *
 * with channels interleaved in the lattice and planar in the chunk. Loops are written out for the 3
 * and 6 vertices of the usual kernels and for 4, 2 or 1 channels at a time: a short inner loop
 * costs the compiled code more than the sums in it.
 */
final class Slice {
  private Slice() {}

  /**
   * Adds all channels of a chunk.
   *
   * @param lattice read only
   * @param values {@code [point][channels]}, read only
   * @param channels floats per lattice point
   * @param from first pixel of the chunk
   * @param count pixels of the chunk
   * @param out planes of the chunk, added to; plane c starts at {@code offset + c * plane}
   * @param offset start of the first plane
   * @param plane distance of two planes
   */
  static void add(
      Lattice lattice,
      float[] values,
      int channels,
      int from,
      int count,
      float[] out,
      int offset,
      int plane) {
    int[] index = lattice.index;
    float[] weight = lattice.weight;
    int n = lattice.vertices;
    int c = 0;
    for (; c + 4 <= channels; c += 4, offset += 4 * plane) {
      switch (n) {
        case 3 -> four3(index, weight, values, channels, c, from, count, out, offset, plane);
        case 6 -> four6(index, weight, values, channels, c, from, count, out, offset, plane);
        default -> four(index, weight, n, values, channels, c, from, count, out, offset, plane);
      }
    }
    for (; c + 2 <= channels; c += 2, offset += 2 * plane) {
      switch (n) {
        case 3 -> two3(index, weight, values, channels, c, from, count, out, offset, plane);
        case 6 -> two6(index, weight, values, channels, c, from, count, out, offset, plane);
        default -> two(index, weight, n, values, channels, c, from, count, out, offset, plane);
      }
    }
    if (c < channels) {
      if (channels == 1 && n == 3) {
        single3(index, weight, values, from, count, out, offset);
      } else if (channels == 1 && n == 6) {
        single6(index, weight, values, from, count, out, offset);
      } else {
        one(index, weight, n, values, channels, c, from, count, out, offset);
      }
    }
  }

  private static void single3(
      int[] index, float[] weight, float[] values, int from, int count, float[] out, int offset) {
    for (int p = 0, at = from * 3; p < count; p++, at += 3) {
      out[offset + p] +=
          weight[at] * values[index[at]]
              + weight[at + 1] * values[index[at + 1]]
              + weight[at + 2] * values[index[at + 2]];
    }
  }

  private static void single6(
      int[] index, float[] weight, float[] values, int from, int count, float[] out, int offset) {
    for (int p = 0, at = from * 6; p < count; p++, at += 6) {
      out[offset + p] +=
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
      float[] values,
      int channels,
      int channel,
      int from,
      int count,
      float[] out,
      int offset,
      int plane) {
    for (int p = 0, at = from * 3; p < count; p++, at += 3) {
      int i0 = index[at] * channels + channel;
      int i1 = index[at + 1] * channels + channel;
      int i2 = index[at + 2] * channels + channel;
      float w0 = weight[at];
      float w1 = weight[at + 1];
      float w2 = weight[at + 2];
      out[offset + p] += w0 * values[i0] + w1 * values[i1] + w2 * values[i2];
      out[offset + plane + p] += w0 * values[i0 + 1] + w1 * values[i1 + 1] + w2 * values[i2 + 1];
    }
  }

  private static void two6(
      int[] index,
      float[] weight,
      float[] values,
      int channels,
      int channel,
      int from,
      int count,
      float[] out,
      int offset,
      int plane) {
    for (int p = 0, at = from * 6; p < count; p++, at += 6) {
      int i0 = index[at] * channels + channel;
      int i1 = index[at + 1] * channels + channel;
      int i2 = index[at + 2] * channels + channel;
      int i3 = index[at + 3] * channels + channel;
      int i4 = index[at + 4] * channels + channel;
      int i5 = index[at + 5] * channels + channel;
      float w0 = weight[at];
      float w1 = weight[at + 1];
      float w2 = weight[at + 2];
      float w3 = weight[at + 3];
      float w4 = weight[at + 4];
      float w5 = weight[at + 5];
      out[offset + p] +=
          w0 * values[i0]
              + w1 * values[i1]
              + w2 * values[i2]
              + w3 * values[i3]
              + w4 * values[i4]
              + w5 * values[i5];
      out[offset + plane + p] +=
          w0 * values[i0 + 1]
              + w1 * values[i1 + 1]
              + w2 * values[i2 + 1]
              + w3 * values[i3 + 1]
              + w4 * values[i4 + 1]
              + w5 * values[i5 + 1];
    }
  }

  private static void four3(
      int[] index,
      float[] weight,
      float[] values,
      int channels,
      int channel,
      int from,
      int count,
      float[] out,
      int offset,
      int plane) {
    for (int p = 0, at = from * 3; p < count; p++, at += 3) {
      int i0 = index[at] * channels + channel;
      int i1 = index[at + 1] * channels + channel;
      int i2 = index[at + 2] * channels + channel;
      float w0 = weight[at];
      float w1 = weight[at + 1];
      float w2 = weight[at + 2];
      out[offset + p] += w0 * values[i0] + w1 * values[i1] + w2 * values[i2];
      out[offset + plane + p] += w0 * values[i0 + 1] + w1 * values[i1 + 1] + w2 * values[i2 + 1];
      out[offset + 2 * plane + p] +=
          w0 * values[i0 + 2] + w1 * values[i1 + 2] + w2 * values[i2 + 2];
      out[offset + 3 * plane + p] +=
          w0 * values[i0 + 3] + w1 * values[i1 + 3] + w2 * values[i2 + 3];
    }
  }

  private static void four6(
      int[] index,
      float[] weight,
      float[] values,
      int channels,
      int channel,
      int from,
      int count,
      float[] out,
      int offset,
      int plane) {
    for (int p = 0, at = from * 6; p < count; p++, at += 6) {
      int i0 = index[at] * channels + channel;
      int i1 = index[at + 1] * channels + channel;
      int i2 = index[at + 2] * channels + channel;
      int i3 = index[at + 3] * channels + channel;
      int i4 = index[at + 4] * channels + channel;
      int i5 = index[at + 5] * channels + channel;
      float w0 = weight[at];
      float w1 = weight[at + 1];
      float w2 = weight[at + 2];
      float w3 = weight[at + 3];
      float w4 = weight[at + 4];
      float w5 = weight[at + 5];
      out[offset + p] +=
          w0 * values[i0]
              + w1 * values[i1]
              + w2 * values[i2]
              + w3 * values[i3]
              + w4 * values[i4]
              + w5 * values[i5];
      out[offset + plane + p] +=
          w0 * values[i0 + 1]
              + w1 * values[i1 + 1]
              + w2 * values[i2 + 1]
              + w3 * values[i3 + 1]
              + w4 * values[i4 + 1]
              + w5 * values[i5 + 1];
      out[offset + 2 * plane + p] +=
          w0 * values[i0 + 2]
              + w1 * values[i1 + 2]
              + w2 * values[i2 + 2]
              + w3 * values[i3 + 2]
              + w4 * values[i4 + 2]
              + w5 * values[i5 + 2];
      out[offset + 3 * plane + p] +=
          w0 * values[i0 + 3]
              + w1 * values[i1 + 3]
              + w2 * values[i2 + 3]
              + w3 * values[i3 + 3]
              + w4 * values[i4 + 3]
              + w5 * values[i5 + 3];
    }
  }

  private static void one(
      int[] index,
      float[] weight,
      int n,
      float[] values,
      int channels,
      int channel,
      int from,
      int count,
      float[] out,
      int offset) {
    for (int p = 0, at = from * n; p < count; p++, at += n) {
      float a = 0;
      for (int k = 0; k < n; k++) {
        float w = weight[at + k];
        int i = index[at + k] * channels + channel;
        a += w * values[i];
      }
      out[offset + p] += a;
    }
  }

  private static void two(
      int[] index,
      float[] weight,
      int n,
      float[] values,
      int channels,
      int channel,
      int from,
      int count,
      float[] out,
      int offset,
      int plane) {
    for (int p = 0, at = from * n; p < count; p++, at += n) {
      float a = 0;
      float b = 0;
      for (int k = 0; k < n; k++) {
        float w = weight[at + k];
        int i = index[at + k] * channels + channel;
        a += w * values[i];
        b += w * values[i + 1];
      }
      out[offset + p] += a;
      out[offset + plane + p] += b;
    }
  }

  private static void four(
      int[] index,
      float[] weight,
      int n,
      float[] values,
      int channels,
      int channel,
      int from,
      int count,
      float[] out,
      int offset,
      int plane) {
    for (int p = 0, at = from * n; p < count; p++, at += n) {
      float a = 0;
      float b = 0;
      float c = 0;
      float d = 0;
      for (int k = 0; k < n; k++) {
        float w = weight[at + k];
        int i = index[at + k] * channels + channel;
        a += w * values[i];
        b += w * values[i + 1];
        c += w * values[i + 2];
        d += w * values[i + 3];
      }
      out[offset + p] += a;
      out[offset + plane + p] += b;
      out[offset + 2 * plane + p] += c;
      out[offset + 3 * plane + p] += d;
    }
  }
}
