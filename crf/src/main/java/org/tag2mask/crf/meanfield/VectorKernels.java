package org.tag2mask.crf.meanfield;

import jdk.incubator.vector.FloatVector;

/**
 * The twin on the incubating Vector API: labels are interleaved, eight to a vector, in the lattice
 * and in the chunk. It wins from about six labels on; below, a vector is mostly padding and {@link
 * KernelChoice} takes the scalar kernels.
 *
 * <p>Only this class and {@link VectorSteps} and {@link VectorSoftmax} mention the incubating
 * module; they are compiled apart and loaded by name when the module is there.
 */
public final class VectorKernels implements Kernels {
  /**
   * Vectors of one width only: a second width in one program made all loops several times slower.
   */
  static final int LANES = 8;

  /** What a padding label starts with: its probability is 0. */
  private static final float NEVER = -1e30f;

  /** Refuses machines without vectors of eight floats, where this twin would be the slow one. */
  public VectorKernels() {
    if (FloatVector.SPECIES_PREFERRED.length() < LANES) {
      throw new UnsupportedOperationException(
          "vectors of " + FloatVector.SPECIES_PREFERRED.length() + " floats, needs " + LANES);
    }
  }

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public int planes(Problem problem) {
    return 1;
  }

  @Override
  public int stride(Problem problem) {
    return (problem.labels + LANES - 1) / LANES * LANES;
  }

  @Override
  public int interleaved(Problem problem) {
    return stride(problem);
  }

  @Override
  public int chunk(Problem problem) {
    return 128;
  }

  @Override
  public void update(Problem problem, Stage stage, int stripe, int from, int count, Scratch room) {
    int stride = stride(problem);
    room.fit(0, LANES * chunk(problem));
    room.fitInterleaved(chunk(problem) * stride);
    float[] z = room.interleaved;
    room.clock.start();
    if (!stage.slices()) {
      interleave(problem, from, count, stride);
    }
    System.arraycopy(problem.interleaved, from * stride, z, 0, count * stride);
    if (stage.slices()) {
      for (Term term : problem.terms) {
        VectorSteps.slice(term, stride, from, count, z);
      }
    }
    room.clock.lap(Clock.Part.SLICE);
    VectorSoftmax.normalise(z, stride, count, room.top, room.sum);
    room.clock.lap(Clock.Part.SOFTMAX);
    if (stage.splats()) {
      for (Term term : problem.terms) {
        VectorSteps.splat(term.lattice, term.sums(stripe)[0], stride, from, count, z);
      }
      room.clock.lap(Clock.Part.SPLAT);
      return;
    }
    write(problem, z, stride, from, count);
    room.clock.lap(Clock.Part.OUTPUT);
  }

  @Override
  public void blur(
      float[] values, float[] out, int[] next, int[] previous, int stride, int low, int high) {
    VectorSteps.blur(values, out, next, previous, stride, low, high);
  }

  @Override
  public void add(float[] sums, float[] more, int low, int high) {
    for (int i = low; i < high; i++) {
      sums[i] += more[i];
    }
  }

  private static void interleave(Problem problem, int from, int count, int stride) {
    float[] out = problem.interleaved;
    for (int l = 0; l < stride; l++) {
      int to = from * stride + l;
      if (l >= problem.labels) {
        for (int p = 0; p < count; p++) {
          out[to + p * stride] = NEVER;
        }
        continue;
      }
      int at = l * problem.pixels + from;
      for (int p = 0; p < count; p++) {
        out[to + p * stride] = -problem.unary[at + p];
      }
    }
  }

  private static void write(Problem problem, float[] q, int stride, int from, int count) {
    for (int l = 0; l < problem.labels; l++) {
      int to = l * problem.pixels + from;
      for (int p = 0; p < count; p++) {
        problem.probabilities[to + p] = q[p * stride + l];
      }
    }
    for (int p = 0; p < count; p++) {
      int at = p * stride;
      float top = q[at];
      int best = 0;
      for (int l = 1; l < problem.labels; l++) {
        float value = q[at + l];
        if (value > top) {
          top = value;
          best = l;
        }
      }
      problem.best[from + p] = (byte) best;
    }
  }
}
