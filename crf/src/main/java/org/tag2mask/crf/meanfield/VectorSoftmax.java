package org.tag2mask.crf.meanfield;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Softmax over interleaved labels, pixel by pixel. */
final class VectorSoftmax {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_256;

  /** Adding 1.5 * 2^23 leaves the nearest integer in the low bits of a float. */
  private static final float ROUND = 12582912f;

  private static final float LOWEST = -87f;
  private static final float LOG2_E = 1.44269504f;

  /** log 2 in two parts, the first with few bits, so that n times it is exact. */
  private static final float LN2_HIGH = 0.693359375f;

  private static final float LN2_LOW = -2.12194440e-4f;

  private VectorSoftmax() {}

  /**
   * Replaces each pixel's logits by probabilities.
   *
   * @param z {@code [pixel][stride]}, modified; padding lanes hold a very small logit
   */
  static void normalise(float[] z, int stride, int count) {
    switch (stride) {
      case 8 -> one(z, count);
      case 16 -> two(z, count);
      case 24 -> three(z, count);
      default -> many(z, stride, count);
    }
  }

  private static void one(float[] z, int count) {
    for (int p = 0, at = 0; p < count; p++, at += 8) {
      FloatVector a = FloatVector.fromArray(SPECIES, z, at);
      float top = a.reduceLanes(VectorOperators.MAX);
      a = exp(a.sub(top));
      float sum = a.reduceLanes(VectorOperators.ADD);
      a.mul(1 / sum).intoArray(z, at);
    }
  }

  private static void two(float[] z, int count) {
    for (int p = 0, at = 0; p < count; p++, at += 16) {
      FloatVector a = FloatVector.fromArray(SPECIES, z, at);
      FloatVector b = FloatVector.fromArray(SPECIES, z, at + 8);
      float top = a.max(b).reduceLanes(VectorOperators.MAX);
      a = exp(a.sub(top));
      b = exp(b.sub(top));
      float factor = 1 / a.add(b).reduceLanes(VectorOperators.ADD);
      a.mul(factor).intoArray(z, at);
      b.mul(factor).intoArray(z, at + 8);
    }
  }

  private static void three(float[] z, int count) {
    for (int p = 0, at = 0; p < count; p++, at += 24) {
      FloatVector a = FloatVector.fromArray(SPECIES, z, at);
      FloatVector b = FloatVector.fromArray(SPECIES, z, at + 8);
      FloatVector c = FloatVector.fromArray(SPECIES, z, at + 16);
      float top = a.max(b).max(c).reduceLanes(VectorOperators.MAX);
      a = exp(a.sub(top));
      b = exp(b.sub(top));
      c = exp(c.sub(top));
      float factor = 1 / a.add(b).add(c).reduceLanes(VectorOperators.ADD);
      a.mul(factor).intoArray(z, at);
      b.mul(factor).intoArray(z, at + 8);
      c.mul(factor).intoArray(z, at + 16);
    }
  }

  private static void many(float[] z, int stride, int count) {
    for (int p = 0, at = 0; p < count; p++, at += stride) {
      float top = z[at];
      for (int j = 0; j < stride; j += 8) {
        top =
            Math.max(
                top, FloatVector.fromArray(SPECIES, z, at + j).reduceLanes(VectorOperators.MAX));
      }
      float sum = 0;
      for (int j = 0; j < stride; j += 8) {
        FloatVector e = exp(FloatVector.fromArray(SPECIES, z, at + j).sub(top));
        sum += e.reduceLanes(VectorOperators.ADD);
        e.intoArray(z, at + j);
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
