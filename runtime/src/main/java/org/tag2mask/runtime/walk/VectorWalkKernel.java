package org.tag2mask.runtime.walk;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The twin on the incubating Vector API: sixteen cells of up to four maps stay in registers while
 * all offsets pass by, so that a weight is read once for all of them.
 *
 * <p>Vectors of one width only, as in the CRF: a second width in one program made all loops several
 * times slower. The methods are written out for one to four maps and call nothing of ours, because
 * otherwise the compiled code boxes its vectors. Only this class mentions the incubating module; it
 * is compiled apart and loaded by name when the module is there.
 */
final class VectorWalkKernel implements WalkKernel {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_256;

  /**
   * Where sums start, each from its own place: loops whose sums start from one and the same vector
   * box it, too.
   */
  private static final float[] ZEROS = new float[64];

  /** Refuses machines without vectors of eight floats, where this twin would be the slow one. */
  VectorWalkKernel() {
    if (FloatVector.SPECIES_PREFERRED.length() < SPECIES.length()) {
      throw new UnsupportedOperationException(
          "vectors of "
              + FloatVector.SPECIES_PREFERRED.length()
              + " floats, needs "
              + SPECIES.length());
    }
  }

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public void step(
      StencilLayout layout,
      WalkBuffers buffers,
      float[][] maps,
      float[][] next,
      int channels,
      int from,
      int to) {
    int[] offsets = layout.offsets;
    float[] weights = buffers.weights;
    float[] sums = buffers.sums;
    int plane = layout.plane;
    int c = 0;
    for (; c + 4 <= channels; c += 4) {
      four(offsets, weights, sums, plane, maps, next, c, from, to);
    }
    switch (channels - c) {
      case 3 -> three(offsets, weights, sums, plane, maps, next, c, from, to);
      case 2 -> two(offsets, weights, sums, plane, maps, next, c, from, to);
      case 1 -> one(offsets, weights, sums, plane, maps, next, c, from, to);
      default -> {}
    }
  }

  private static void four(
      int[] offsets,
      float[] weights,
      float[] sums,
      int plane,
      float[][] maps,
      float[][] next,
      int first,
      int from,
      int to) {
    float[] a = maps[first];
    float[] b = maps[first + 1];
    float[] c = maps[first + 2];
    float[] d = maps[first + 3];
    for (int p = from; p < to; p += 16) {
      FloatVector a0 = FloatVector.fromArray(SPECIES, ZEROS, 0);
      FloatVector a1 = FloatVector.fromArray(SPECIES, ZEROS, 8);
      FloatVector b0 = FloatVector.fromArray(SPECIES, ZEROS, 16);
      FloatVector b1 = FloatVector.fromArray(SPECIES, ZEROS, 24);
      FloatVector c0 = FloatVector.fromArray(SPECIES, ZEROS, 32);
      FloatVector c1 = FloatVector.fromArray(SPECIES, ZEROS, 40);
      FloatVector d0 = FloatVector.fromArray(SPECIES, ZEROS, 48);
      FloatVector d1 = FloatVector.fromArray(SPECIES, ZEROS, 56);
      for (int k = 0, w = p; k < offsets.length; k++, w += plane) {
        int offset = offsets[k];
        FloatVector w0 = FloatVector.fromArray(SPECIES, weights, w);
        FloatVector w1 = FloatVector.fromArray(SPECIES, weights, w + 8);
        int q = p + offset;
        a0 = a0.add(w0.mul(FloatVector.fromArray(SPECIES, a, q)));
        a1 = a1.add(w1.mul(FloatVector.fromArray(SPECIES, a, q + 8)));
        b0 = b0.add(w0.mul(FloatVector.fromArray(SPECIES, b, q)));
        b1 = b1.add(w1.mul(FloatVector.fromArray(SPECIES, b, q + 8)));
        c0 = c0.add(w0.mul(FloatVector.fromArray(SPECIES, c, q)));
        c1 = c1.add(w1.mul(FloatVector.fromArray(SPECIES, c, q + 8)));
        d0 = d0.add(w0.mul(FloatVector.fromArray(SPECIES, d, q)));
        d1 = d1.add(w1.mul(FloatVector.fromArray(SPECIES, d, q + 8)));
        w0 = FloatVector.fromArray(SPECIES, weights, w - offset);
        w1 = FloatVector.fromArray(SPECIES, weights, w - offset + 8);
        q = p - offset;
        a0 = a0.add(w0.mul(FloatVector.fromArray(SPECIES, a, q)));
        a1 = a1.add(w1.mul(FloatVector.fromArray(SPECIES, a, q + 8)));
        b0 = b0.add(w0.mul(FloatVector.fromArray(SPECIES, b, q)));
        b1 = b1.add(w1.mul(FloatVector.fromArray(SPECIES, b, q + 8)));
        c0 = c0.add(w0.mul(FloatVector.fromArray(SPECIES, c, q)));
        c1 = c1.add(w1.mul(FloatVector.fromArray(SPECIES, c, q + 8)));
        d0 = d0.add(w0.mul(FloatVector.fromArray(SPECIES, d, q)));
        d1 = d1.add(w1.mul(FloatVector.fromArray(SPECIES, d, q + 8)));
      }
      FloatVector s0 = FloatVector.fromArray(SPECIES, sums, p);
      FloatVector s1 = FloatVector.fromArray(SPECIES, sums, p + 8);
      a0.add(FloatVector.fromArray(SPECIES, a, p)).div(s0).intoArray(next[first], p);
      a1.add(FloatVector.fromArray(SPECIES, a, p + 8)).div(s1).intoArray(next[first], p + 8);
      b0.add(FloatVector.fromArray(SPECIES, b, p)).div(s0).intoArray(next[first + 1], p);
      b1.add(FloatVector.fromArray(SPECIES, b, p + 8)).div(s1).intoArray(next[first + 1], p + 8);
      c0.add(FloatVector.fromArray(SPECIES, c, p)).div(s0).intoArray(next[first + 2], p);
      c1.add(FloatVector.fromArray(SPECIES, c, p + 8)).div(s1).intoArray(next[first + 2], p + 8);
      d0.add(FloatVector.fromArray(SPECIES, d, p)).div(s0).intoArray(next[first + 3], p);
      d1.add(FloatVector.fromArray(SPECIES, d, p + 8)).div(s1).intoArray(next[first + 3], p + 8);
    }
  }

  private static void three(
      int[] offsets,
      float[] weights,
      float[] sums,
      int plane,
      float[][] maps,
      float[][] next,
      int first,
      int from,
      int to) {
    float[] a = maps[first];
    float[] b = maps[first + 1];
    float[] c = maps[first + 2];
    for (int p = from; p < to; p += 16) {
      FloatVector a0 = FloatVector.fromArray(SPECIES, ZEROS, 0);
      FloatVector a1 = FloatVector.fromArray(SPECIES, ZEROS, 8);
      FloatVector b0 = FloatVector.fromArray(SPECIES, ZEROS, 16);
      FloatVector b1 = FloatVector.fromArray(SPECIES, ZEROS, 24);
      FloatVector c0 = FloatVector.fromArray(SPECIES, ZEROS, 32);
      FloatVector c1 = FloatVector.fromArray(SPECIES, ZEROS, 40);
      for (int k = 0, w = p; k < offsets.length; k++, w += plane) {
        int offset = offsets[k];
        FloatVector w0 = FloatVector.fromArray(SPECIES, weights, w);
        FloatVector w1 = FloatVector.fromArray(SPECIES, weights, w + 8);
        int q = p + offset;
        a0 = a0.add(w0.mul(FloatVector.fromArray(SPECIES, a, q)));
        a1 = a1.add(w1.mul(FloatVector.fromArray(SPECIES, a, q + 8)));
        b0 = b0.add(w0.mul(FloatVector.fromArray(SPECIES, b, q)));
        b1 = b1.add(w1.mul(FloatVector.fromArray(SPECIES, b, q + 8)));
        c0 = c0.add(w0.mul(FloatVector.fromArray(SPECIES, c, q)));
        c1 = c1.add(w1.mul(FloatVector.fromArray(SPECIES, c, q + 8)));
        w0 = FloatVector.fromArray(SPECIES, weights, w - offset);
        w1 = FloatVector.fromArray(SPECIES, weights, w - offset + 8);
        q = p - offset;
        a0 = a0.add(w0.mul(FloatVector.fromArray(SPECIES, a, q)));
        a1 = a1.add(w1.mul(FloatVector.fromArray(SPECIES, a, q + 8)));
        b0 = b0.add(w0.mul(FloatVector.fromArray(SPECIES, b, q)));
        b1 = b1.add(w1.mul(FloatVector.fromArray(SPECIES, b, q + 8)));
        c0 = c0.add(w0.mul(FloatVector.fromArray(SPECIES, c, q)));
        c1 = c1.add(w1.mul(FloatVector.fromArray(SPECIES, c, q + 8)));
      }
      FloatVector s0 = FloatVector.fromArray(SPECIES, sums, p);
      FloatVector s1 = FloatVector.fromArray(SPECIES, sums, p + 8);
      a0.add(FloatVector.fromArray(SPECIES, a, p)).div(s0).intoArray(next[first], p);
      a1.add(FloatVector.fromArray(SPECIES, a, p + 8)).div(s1).intoArray(next[first], p + 8);
      b0.add(FloatVector.fromArray(SPECIES, b, p)).div(s0).intoArray(next[first + 1], p);
      b1.add(FloatVector.fromArray(SPECIES, b, p + 8)).div(s1).intoArray(next[first + 1], p + 8);
      c0.add(FloatVector.fromArray(SPECIES, c, p)).div(s0).intoArray(next[first + 2], p);
      c1.add(FloatVector.fromArray(SPECIES, c, p + 8)).div(s1).intoArray(next[first + 2], p + 8);
    }
  }

  private static void two(
      int[] offsets,
      float[] weights,
      float[] sums,
      int plane,
      float[][] maps,
      float[][] next,
      int first,
      int from,
      int to) {
    float[] a = maps[first];
    float[] b = maps[first + 1];
    for (int p = from; p < to; p += 16) {
      FloatVector a0 = FloatVector.fromArray(SPECIES, ZEROS, 0);
      FloatVector a1 = FloatVector.fromArray(SPECIES, ZEROS, 8);
      FloatVector b0 = FloatVector.fromArray(SPECIES, ZEROS, 16);
      FloatVector b1 = FloatVector.fromArray(SPECIES, ZEROS, 24);
      for (int k = 0, w = p; k < offsets.length; k++, w += plane) {
        int offset = offsets[k];
        FloatVector w0 = FloatVector.fromArray(SPECIES, weights, w);
        FloatVector w1 = FloatVector.fromArray(SPECIES, weights, w + 8);
        int q = p + offset;
        a0 = a0.add(w0.mul(FloatVector.fromArray(SPECIES, a, q)));
        a1 = a1.add(w1.mul(FloatVector.fromArray(SPECIES, a, q + 8)));
        b0 = b0.add(w0.mul(FloatVector.fromArray(SPECIES, b, q)));
        b1 = b1.add(w1.mul(FloatVector.fromArray(SPECIES, b, q + 8)));
        w0 = FloatVector.fromArray(SPECIES, weights, w - offset);
        w1 = FloatVector.fromArray(SPECIES, weights, w - offset + 8);
        q = p - offset;
        a0 = a0.add(w0.mul(FloatVector.fromArray(SPECIES, a, q)));
        a1 = a1.add(w1.mul(FloatVector.fromArray(SPECIES, a, q + 8)));
        b0 = b0.add(w0.mul(FloatVector.fromArray(SPECIES, b, q)));
        b1 = b1.add(w1.mul(FloatVector.fromArray(SPECIES, b, q + 8)));
      }
      FloatVector s0 = FloatVector.fromArray(SPECIES, sums, p);
      FloatVector s1 = FloatVector.fromArray(SPECIES, sums, p + 8);
      a0.add(FloatVector.fromArray(SPECIES, a, p)).div(s0).intoArray(next[first], p);
      a1.add(FloatVector.fromArray(SPECIES, a, p + 8)).div(s1).intoArray(next[first], p + 8);
      b0.add(FloatVector.fromArray(SPECIES, b, p)).div(s0).intoArray(next[first + 1], p);
      b1.add(FloatVector.fromArray(SPECIES, b, p + 8)).div(s1).intoArray(next[first + 1], p + 8);
    }
  }

  private static void one(
      int[] offsets,
      float[] weights,
      float[] sums,
      int plane,
      float[][] maps,
      float[][] next,
      int first,
      int from,
      int to) {
    float[] a = maps[first];
    for (int p = from; p < to; p += 16) {
      FloatVector a0 = FloatVector.fromArray(SPECIES, ZEROS, 0);
      FloatVector a1 = FloatVector.fromArray(SPECIES, ZEROS, 8);
      for (int k = 0, w = p; k < offsets.length; k++, w += plane) {
        int offset = offsets[k];
        FloatVector w0 = FloatVector.fromArray(SPECIES, weights, w);
        FloatVector w1 = FloatVector.fromArray(SPECIES, weights, w + 8);
        int q = p + offset;
        a0 = a0.add(w0.mul(FloatVector.fromArray(SPECIES, a, q)));
        a1 = a1.add(w1.mul(FloatVector.fromArray(SPECIES, a, q + 8)));
        w0 = FloatVector.fromArray(SPECIES, weights, w - offset);
        w1 = FloatVector.fromArray(SPECIES, weights, w - offset + 8);
        q = p - offset;
        a0 = a0.add(w0.mul(FloatVector.fromArray(SPECIES, a, q)));
        a1 = a1.add(w1.mul(FloatVector.fromArray(SPECIES, a, q + 8)));
      }
      FloatVector s0 = FloatVector.fromArray(SPECIES, sums, p);
      FloatVector s1 = FloatVector.fromArray(SPECIES, sums, p + 8);
      a0.add(FloatVector.fromArray(SPECIES, a, p)).div(s0).intoArray(next[first], p);
      a1.add(FloatVector.fromArray(SPECIES, a, p + 8)).div(s1).intoArray(next[first], p + 8);
    }
  }
}
