package org.tag2mask.crf.meanfield;

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
  public int channels(Problem problem) {
    return problem.needsAllLabels() ? problem.labels : problem.labels - 1;
  }

  @Override
  public int interleaved(Problem problem) {
    return 0;
  }

  @Override
  public int chunk(Problem problem) {
    return problem.labels <= 8 ? 256 : 128;
  }

  @Override
  public void update(
      Problem problem, Stage stage, int stripe, int from, int count, int channels, Scratch room) {
    int plane = chunk(problem);
    room.fit(problem.labels, plane);
    if (problem.needsAllLabels()) {
      FullUpdate.update(problem, stage, stripe, from, count, plane, room);
    } else if (problem.labels == 2) {
      two(problem, stage, stripe, from, count, room);
    } else {
      many(problem, stage, stripe, from, count, plane, room);
    }
  }

  @Override
  public void blur(
      float[] values, float[] out, int[] next, int[] previous, int channels, int low, int high) {
    Blur.axis(values, out, next, previous, channels, low, high);
  }

  @Override
  public void add(float[] sums, float[] more, int low, int high) {
    for (int i = low; i < high; i++) {
      sums[i] += more[i];
    }
  }

  private static void two(
      Problem problem, Stage stage, int stripe, int from, int count, Scratch room) {
    float[] z = room.z;
    difference(problem.unary, from, from + problem.pixels, z, count);
    if (stage.slices()) {
      for (Term term : problem.terms) {
        slice(term, 1, from, count, z, 0, 0, room.filtered);
      }
    }
    Softmax.tanhOfHalf(z, count);
    if (stage.splats()) {
      for (Term term : problem.terms) {
        Splat.add(term.lattice, term.sums(stripe), 1, from, count, z, 0, 0);
      }
      return;
    }
    float[] q = problem.probabilities;
    int second = problem.pixels + from;
    for (int p = 0; p < count; p++) {
      float half = 0.5f * z[p];
      q[from + p] = 0.5f - half;
      q[second + p] = 0.5f + half;
    }
    for (int p = 0; p < count; p++) {
      problem.best[from + p] = (byte) (q[second + p] > q[from + p] ? 1 : 0);
    }
  }

  private static void many(
      Problem problem, Stage stage, int stripe, int from, int count, int plane, Scratch room) {
    float[] z = room.z;
    int labels = problem.labels;
    for (int l = 0; l < labels; l++) {
      negate(problem.unary, l * problem.pixels + from, z, l * plane, count);
    }
    if (stage.slices()) {
      for (Term term : problem.terms) {
        slice(term, labels - 1, from, count, z, plane, plane, room.filtered);
      }
    }
    Softmax.normalise(z, plane, labels, count, room.top, room.sum);
    if (stage.splats()) {
      for (int l = 1; l < labels; l++) {
        subtractFirst(z, l * plane, count);
      }
      for (Term term : problem.terms) {
        Splat.add(term.lattice, term.sums(stripe), labels - 1, from, count, z, plane, plane);
      }
      return;
    }
    Output.write(problem, z, plane, from, count);
  }

  /** Adds a term's filtered values to planes of z. */
  static void slice(
      Term term,
      int channels,
      int from,
      int count,
      float[] z,
      int offset,
      int plane,
      float[] filtered) {
    if (term.scale == null) {
      Slice.add(term.lattice, term.values, channels, from, count, z, offset, plane);
      return;
    }
    for (int c = 0; c < channels; c++) {
      java.util.Arrays.fill(filtered, c * plane, c * plane + count, 0);
    }
    Slice.add(term.lattice, term.values, channels, from, count, filtered, 0, plane);
    for (int c = 0; c < channels; c++) {
      for (int p = 0; p < count; p++) {
        z[offset + c * plane + p] += term.scale[from + p] * filtered[c * plane + p];
      }
    }
  }

  private static void difference(float[] unary, int zero, int one, float[] z, int count) {
    for (int p = 0; p < count; p++) {
      z[p] = unary[zero + p] - unary[one + p];
    }
  }

  static void negate(float[] unary, int at, float[] z, int offset, int count) {
    for (int p = 0; p < count; p++) {
      z[offset + p] = -unary[at + p];
    }
  }

  private static void subtractFirst(float[] z, int offset, int count) {
    for (int p = 0; p < count; p++) {
      z[offset + p] -= z[p];
    }
  }
}
