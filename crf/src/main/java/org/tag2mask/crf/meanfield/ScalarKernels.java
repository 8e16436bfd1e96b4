package org.tag2mask.crf.meanfield;

import java.util.Arrays;

/**
 * Plain Java, planar in the chunk. With Potts compatibility only the L-1 differences Q<sub>l</sub>
 * - Q<sub>0</sub> are filtered: softmax ignores what all labels have in common, so label 0 never
 * needs its own filtered value. Two labels are then one channel and a hyperbolic tangent.
 */
public final class ScalarKernels implements Kernels {
  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public int planes(Problem problem) {
    return problem.needsAllLabels() ? problem.labels : problem.labels - 1;
  }

  @Override
  public int stride(Problem problem) {
    return 1;
  }

  @Override
  public int interleaved(Problem problem) {
    return 0;
  }

  @Override
  public int chunk(Problem problem) {
    // Starting a loop costs some 50 ns; beyond 512 pixels the second-level cache gets crowded.
    return 512;
  }

  @Override
  public void update(Problem problem, Stage stage, int stripe, int from, int count, Scratch room) {
    room.fit(problem.labels, chunk(problem));
    if (problem.needsAllLabels()) {
      FullUpdate.update(problem, stage, stripe, from, count, room);
    } else if (problem.labels == 2) {
      two(problem, stage, stripe, from, count, room);
    } else {
      many(problem, stage, stripe, from, count, room);
    }
  }

  @Override
  public void blur(
      float[] values, float[] out, int[] next, int[] previous, int stride, int low, int high) {
    Blur.axis(values, out, next, previous, low, high);
  }

  @Override
  public void add(float[] sums, float[] more, int low, int high) {
    for (int i = low; i < high; i++) {
      sums[i] += more[i];
    }
  }

  private static void two(
      Problem problem, Stage stage, int stripe, int from, int count, Scratch room) {
    room.clock.start();
    float[] z = room.z[0];
    difference(problem.unary, from, from + problem.pixels, z, count);
    if (stage.slices()) {
      for (Term term : problem.terms) {
        slice(term, 1, from, count, room.z, 0, room.filtered);
      }
    }
    room.clock.lap(Clock.Part.SLICE);
    Softmax.tanhOfHalf(z, count);
    room.clock.lap(Clock.Part.SOFTMAX);
    if (stage.splats()) {
      for (Term term : problem.terms) {
        Splat.add(term.lattice, term.sums(stripe), 1, from, count, room.z, 0);
      }
      room.clock.lap(Clock.Part.SPLAT);
      return;
    }
    float[] first = room.filtered[0];
    float[] second = room.filtered[1];
    for (int p = 0; p < count; p++) {
      first[p] = 0.5f - 0.5f * z[p];
      second[p] = 0.5f + 0.5f * z[p];
    }
    Output.write(problem, room.filtered, from, count);
    room.clock.lap(Clock.Part.OUTPUT);
  }

  private static void many(
      Problem problem, Stage stage, int stripe, int from, int count, Scratch room) {
    room.clock.start();
    float[][] z = room.z;
    int labels = problem.labels;
    for (int l = 0; l < labels; l++) {
      negate(problem.unary, l * problem.pixels + from, z[l], count);
    }
    if (stage.slices()) {
      for (Term term : problem.terms) {
        slice(term, labels - 1, from, count, z, 1, room.filtered);
      }
    }
    room.clock.lap(Clock.Part.SLICE);
    Softmax.normalise(z, labels, count, room.top, room.sum);
    room.clock.lap(Clock.Part.SOFTMAX);
    if (stage.splats()) {
      for (int l = 1; l < labels; l++) {
        subtract(z[l], z[0], count);
      }
      for (Term term : problem.terms) {
        Splat.add(term.lattice, term.sums(stripe), labels - 1, from, count, z, 1);
      }
      room.clock.lap(Clock.Part.SPLAT);
      return;
    }
    Output.write(problem, z, from, count);
    room.clock.lap(Clock.Part.OUTPUT);
  }

  /** Adds a term's filtered values to planes of z, from plane first on. */
  static void slice(
      Term term, int channels, int from, int count, float[][] z, int first, float[][] filtered) {
    if (term.scale == null) {
      Slice.add(term.lattice, term.values, channels, from, count, z, first);
      return;
    }
    for (int c = 0; c < channels; c++) {
      Arrays.fill(filtered[c], 0, count, 0);
    }
    Slice.add(term.lattice, term.values, channels, from, count, filtered, 0);
    for (int c = 0; c < channels; c++) {
      addScaled(z[first + c], term.scale, from, filtered[c], count);
    }
  }

  private static void addScaled(float[] z, float[] scale, int from, float[] filtered, int count) {
    for (int p = 0; p < count; p++) {
      z[p] += scale[from + p] * filtered[p];
    }
  }

  private static void difference(float[] unary, int zero, int one, float[] z, int count) {
    for (int p = 0; p < count; p++) {
      z[p] = unary[zero + p] - unary[one + p];
    }
  }

  private static void negate(float[] unary, int at, float[] z, int count) {
    for (int p = 0; p < count; p++) {
      z[p] = -unary[at + p];
    }
  }

  private static void subtract(float[] z, float[] first, int count) {
    for (int p = 0; p < count; p++) {
      z[p] -= first[p];
    }
  }
}
