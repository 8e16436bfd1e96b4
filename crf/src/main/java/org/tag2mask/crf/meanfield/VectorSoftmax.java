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
   * Replaces each pixel's logits by probabilities. Several loops with little in each: with the
   * exponential of several vectors in one loop the compiler gives up and boxes them. Lanes are
   * added one by one, because the order of {@code reduceLanes(ADD)} changes when a method gets
   * compiled.
   *
   * @param z {@code [pixel][stride]}, modified; padding lanes hold a very small logit
   * @param factor room for {@code count} floats, modified
   * @param lanes room for {@code 8 * count} floats, modified
   */
  static void normalise(float[] z, int stride, int count, float[] factor, float[] lanes) {
    largest(z, stride, count, factor);
    exponentials(z, stride, count, factor);
    if (stride == 24) {
      sumThree(z, count, lanes);
    } else {
      sum(z, stride, count, lanes);
    }
    for (int p = 0, at = 0; p < count; p++, at += 8) {
      float sum =
          ((lanes[at] + lanes[at + 4]) + (lanes[at + 1] + lanes[at + 5]))
              + ((lanes[at + 2] + lanes[at + 6]) + (lanes[at + 3] + lanes[at + 7]));
      factor[p] = 1 / sum;
    }
    scale(z, stride, count, factor);
  }

  private static void largest(float[] z, int stride, int count, float[] top) {
    if (stride == 24) {
      for (int p = 0, at = 0; p < count; p++, at += 24) {
        FloatVector a = FloatVector.fromArray(SPECIES, z, at);
        FloatVector b = FloatVector.fromArray(SPECIES, z, at + 8);
        FloatVector c = FloatVector.fromArray(SPECIES, z, at + 16);
        top[p] = a.max(b).max(c).reduceLanes(VectorOperators.MAX);
      }
      return;
    }
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

  private static void sumThree(float[] z, int count, float[] lanes) {
    for (int p = 0, at = 0; p < count; p++, at += 24) {
      FloatVector.fromArray(SPECIES, z, at)
          .add(FloatVector.fromArray(SPECIES, z, at + 8))
          .add(FloatVector.fromArray(SPECIES, z, at + 16))
          .intoArray(lanes, 8 * p);
    }
  }

  private static void sum(float[] z, int stride, int count, float[] lanes) {
    for (int p = 0, at = 0; p < count; p++, at += stride) {
      FloatVector.fromArray(SPECIES, z, at).intoArray(lanes, 8 * p);
      for (int j = 8; j < stride; j += 8) {
        FloatVector.fromArray(SPECIES, lanes, 8 * p)
            .add(FloatVector.fromArray(SPECIES, z, at + j))
            .intoArray(lanes, 8 * p);
      }
    }
  }

  private static void scale(float[] z, int stride, int count, float[] factor) {
    for (int p = 0, at = 0; p < count; p++) {
      float by = factor[p];
      for (int end = at + stride; at < end; at += 8) {
        FloatVector.fromArray(SPECIES, z, at).mul(by).intoArray(z, at);
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
