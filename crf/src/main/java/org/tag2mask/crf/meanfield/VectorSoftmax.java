package org.tag2mask.crf.meanfield;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Softmax over interleaved labels, pixel by pixel. */
final class VectorSoftmax {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_256;

  /** Adding 1.5 * 2^23 leaves the nearest integer in the low bits of a float. */
  private static final float ROUND = 12582912f;

  /** Lower would make numbers so small that the processor handles them in microcode. */
  private static final float LOWEST = -40f;

  private static final float LOG2_E = 1.44269504f;

  /** log 2 in two parts, the first with few bits, so that n times it is exact. */
  private static final float LN2_HIGH = 0.693359375f;

  private static final float LN2_LOW = -2.12194440e-4f;

  private VectorSoftmax() {}

  /**
   * Replaces each pixel's logits by probabilities. Three loops with little in each: with the
   * exponential of several vectors in one loop the compiler gives up and boxes them.
   *
   * @param z {@code [pixel][stride]}, modified; padding lanes hold a very small logit
   * @param room for {@code count} floats, modified
   */
  static void normalise(float[] z, int stride, int count, float[] room) {
    if (stride == 24) {
      largestOfThree(z, count, room);
    } else {
      largest(z, stride, count, room);
    }
    exponentials(z, stride, count, room);
    if (stride == 24) {
      scaleThree(z, count);
    } else {
      scale(z, stride, count);
    }
  }

  private static void largestOfThree(float[] z, int count, float[] top) {
    for (int p = 0, at = 0; p < count; p++, at += 24) {
      FloatVector a = FloatVector.fromArray(SPECIES, z, at);
      FloatVector b = FloatVector.fromArray(SPECIES, z, at + 8);
      FloatVector c = FloatVector.fromArray(SPECIES, z, at + 16);
      top[p] = a.max(b).max(c).reduceLanes(VectorOperators.MAX);
    }
  }

  private static void largest(float[] z, int stride, int count, float[] top) {
    for (int p = 0, at = 0; p < count; p++, at += stride) {
      float most = z[at];
      for (int j = 0; j < stride; j += 8) {
        FloatVector a = FloatVector.fromArray(SPECIES, z, at + j);
        most = Math.max(most, a.reduceLanes(VectorOperators.MAX));
      }
      top[p] = most;
    }
  }

  private static void exponentials(float[] z, int stride, int count, float[] top) {
    for (int p = 0, at = 0; p < count; p++) {
      float most = top[p];
      for (int end = at + stride; at < end; at += 8) {
        exp(FloatVector.fromArray(SPECIES, z, at).sub(most)).intoArray(z, at);
      }
    }
  }

  private static void scaleThree(float[] z, int count) {
    for (int p = 0, at = 0; p < count; p++, at += 24) {
      FloatVector a = FloatVector.fromArray(SPECIES, z, at);
      FloatVector b = FloatVector.fromArray(SPECIES, z, at + 8);
      FloatVector c = FloatVector.fromArray(SPECIES, z, at + 16);
      float factor = 1 / a.add(b).add(c).reduceLanes(VectorOperators.ADD);
      a.mul(factor).intoArray(z, at);
      b.mul(factor).intoArray(z, at + 8);
      c.mul(factor).intoArray(z, at + 16);
    }
  }

  private static void scale(float[] z, int stride, int count) {
    for (int p = 0, at = 0; p < count; p++, at += stride) {
      float sum = 0;
      for (int j = 0; j < stride; j += 8) {
        sum += FloatVector.fromArray(SPECIES, z, at + j).reduceLanes(VectorOperators.ADD);
      }
      float factor = 1 / sum;
      for (int j = 0; j < stride; j += 8) {
        FloatVector.fromArray(SPECIES, z, at + j).mul(factor).intoArray(z, at + j);
      }
    }
  }

  /** e^x for x up to 0: 2^n times the series of the remainder. */
  private static FloatVector exp(FloatVector x) {
    FloatVector y = x.max(LOWEST);
    FloatVector shifted = y.mul(LOG2_E).add(ROUND);
    FloatVector n = shifted.sub(ROUND);
    FloatVector r = y.sub(n.mul(LN2_HIGH)).sub(n.mul(LN2_LOW));
    FloatVector e = r.mul(1f / 720).add(1f / 120);
    e = e.mul(r).add(1f / 24);
    e = e.mul(r).add(1f / 6);
    e = e.mul(r).add(0.5f);
    e = e.mul(r).add(1f);
    e = e.mul(r).add(1f);
    return e.reinterpretAsInts()
        .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
        .reinterpretAsFloats();
  }
}
