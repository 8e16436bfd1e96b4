package org.tag2mask.crf.meanfield;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.tag2mask.crf.lattice.Lattice;

/**
 * Slice, splat and blur of interleaved labels, three, two or one vector at a time: loops of any
 * other length make the compiled code box its vectors.
 */
final class VectorSteps {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_256;

  private VectorSteps() {}

  /** z[p] += scale[p] Σ_k weight[p][k] values[index[p][k]]. */
  static void slice(Term term, int stride, int from, int count, float[] z) {
    Lattice lattice = term.lattice;
    float[] values = term.values[0];
    int offset = 0;
    for (; offset + 24 <= stride; offset += 24) {
      sliceThree(lattice, term.scale, values, stride, offset, from, count, z);
    }
    if (offset + 16 <= stride) {
      sliceTwo(lattice, term.scale, values, stride, offset, from, count, z);
    } else if (offset < stride) {
      sliceOne(lattice, term.scale, values, stride, offset, from, count, z);
    }
  }

  /** sums[index[p][k]] += weight[p][k] q[p]. */
  static void splat(Lattice lattice, float[] sums, int stride, int from, int count, float[] q) {
    int offset = 0;
    for (; offset + 24 <= stride; offset += 24) {
      splatThree(lattice, sums, stride, offset, from, count, q);
    }
    if (offset + 16 <= stride) {
      splatTwo(lattice, sums, stride, offset, from, count, q);
    } else if (offset < stride) {
      splatOne(lattice, sums, stride, offset, from, count, q);
    }
  }

  /** As {@link Blur#axis}, for all labels. */
  static void blur(
      float[] values, float[] out, int[] next, int[] previous, int stride, int low, int high) {
    int offset = 0;
    for (; offset + 24 <= stride; offset += 24) {
      blurThree(values, out, next, previous, stride, offset, low, high);
    }
    if (offset + 16 <= stride) {
      blurTwo(values, out, next, previous, stride, offset, low, high);
    } else if (offset < stride) {
      blurOne(values, out, next, previous, stride, offset, low, high);
    }
  }

  private static void sliceThree(
      Lattice lattice,
      float[] scale,
      float[] values,
      int stride,
      int offset,
      int from,
      int count,
      float[] z) {
    int n = lattice.vertices;
    int[] index = lattice.index;
    float[] weight = lattice.weight;
    for (int p = 0, at = from * n; p < count; p++, at += n) {
      int i = index[at] * stride + offset;
      float w = weight[at];
      FloatVector a = FloatVector.fromArray(SPECIES, values, i).mul(w);
      FloatVector b = FloatVector.fromArray(SPECIES, values, i + 8).mul(w);
      FloatVector c = FloatVector.fromArray(SPECIES, values, i + 16).mul(w);
      for (int k = 1; k < n; k++) {
        i = index[at + k] * stride + offset;
        w = weight[at + k];
        a = a.add(FloatVector.fromArray(SPECIES, values, i).mul(w));
        b = b.add(FloatVector.fromArray(SPECIES, values, i + 8).mul(w));
        c = c.add(FloatVector.fromArray(SPECIES, values, i + 16).mul(w));
      }
      if (scale != null) {
        float factor = scale[from + p];
        a = a.mul(factor);
        b = b.mul(factor);
        c = c.mul(factor);
      }
      int to = p * stride + offset;
      a.add(FloatVector.fromArray(SPECIES, z, to)).intoArray(z, to);
      b.add(FloatVector.fromArray(SPECIES, z, to + 8)).intoArray(z, to + 8);
      c.add(FloatVector.fromArray(SPECIES, z, to + 16)).intoArray(z, to + 16);
    }
  }

  private static void sliceTwo(
      Lattice lattice,
      float[] scale,
      float[] values,
      int stride,
      int offset,
      int from,
      int count,
      float[] z) {
    int n = lattice.vertices;
    int[] index = lattice.index;
    float[] weight = lattice.weight;
    for (int p = 0, at = from * n; p < count; p++, at += n) {
      int i = index[at] * stride + offset;
      float w = weight[at];
      FloatVector a = FloatVector.fromArray(SPECIES, values, i).mul(w);
      FloatVector b = FloatVector.fromArray(SPECIES, values, i + 8).mul(w);
      for (int k = 1; k < n; k++) {
        i = index[at + k] * stride + offset;
        w = weight[at + k];
        a = a.add(FloatVector.fromArray(SPECIES, values, i).mul(w));
        b = b.add(FloatVector.fromArray(SPECIES, values, i + 8).mul(w));
      }
      if (scale != null) {
        float factor = scale[from + p];
        a = a.mul(factor);
        b = b.mul(factor);
      }
      int to = p * stride + offset;
      a.add(FloatVector.fromArray(SPECIES, z, to)).intoArray(z, to);
      b.add(FloatVector.fromArray(SPECIES, z, to + 8)).intoArray(z, to + 8);
    }
  }

  private static void sliceOne(
      Lattice lattice,
      float[] scale,
      float[] values,
      int stride,
      int offset,
      int from,
      int count,
      float[] z) {
    int n = lattice.vertices;
    int[] index = lattice.index;
    float[] weight = lattice.weight;
    for (int p = 0, at = from * n; p < count; p++, at += n) {
      int i = index[at] * stride + offset;
      float w = weight[at];
      FloatVector a = FloatVector.fromArray(SPECIES, values, i).mul(w);
      for (int k = 1; k < n; k++) {
        i = index[at + k] * stride + offset;
        w = weight[at + k];
        a = a.add(FloatVector.fromArray(SPECIES, values, i).mul(w));
      }
      if (scale != null) {
        float factor = scale[from + p];
        a = a.mul(factor);
      }
      int to = p * stride + offset;
      a.add(FloatVector.fromArray(SPECIES, z, to)).intoArray(z, to);
    }
  }

  private static void splatThree(
      Lattice lattice, float[] sums, int stride, int offset, int from, int count, float[] q) {
    int n = lattice.vertices;
    int[] index = lattice.index;
    float[] weight = lattice.weight;
    for (int p = 0, at = from * n; p < count; p++, at += n) {
      int source = p * stride + offset;
      FloatVector a = FloatVector.fromArray(SPECIES, q, source);
      FloatVector b = FloatVector.fromArray(SPECIES, q, source + 8);
      FloatVector c = FloatVector.fromArray(SPECIES, q, source + 16);
      for (int k = 0; k < n; k++) {
        int i = index[at + k] * stride + offset;
        float w = weight[at + k];
        FloatVector.fromArray(SPECIES, sums, i).add(a.mul(w)).intoArray(sums, i);
        FloatVector.fromArray(SPECIES, sums, i + 8).add(b.mul(w)).intoArray(sums, i + 8);
        FloatVector.fromArray(SPECIES, sums, i + 16).add(c.mul(w)).intoArray(sums, i + 16);
      }
    }
  }

  private static void splatTwo(
      Lattice lattice, float[] sums, int stride, int offset, int from, int count, float[] q) {
    int n = lattice.vertices;
    int[] index = lattice.index;
    float[] weight = lattice.weight;
    for (int p = 0, at = from * n; p < count; p++, at += n) {
      int source = p * stride + offset;
      FloatVector a = FloatVector.fromArray(SPECIES, q, source);
      FloatVector b = FloatVector.fromArray(SPECIES, q, source + 8);
      for (int k = 0; k < n; k++) {
        int i = index[at + k] * stride + offset;
        float w = weight[at + k];
        FloatVector.fromArray(SPECIES, sums, i).add(a.mul(w)).intoArray(sums, i);
        FloatVector.fromArray(SPECIES, sums, i + 8).add(b.mul(w)).intoArray(sums, i + 8);
      }
    }
  }

  private static void splatOne(
      Lattice lattice, float[] sums, int stride, int offset, int from, int count, float[] q) {
    int n = lattice.vertices;
    int[] index = lattice.index;
    float[] weight = lattice.weight;
    for (int p = 0, at = from * n; p < count; p++, at += n) {
      int source = p * stride + offset;
      FloatVector a = FloatVector.fromArray(SPECIES, q, source);
      for (int k = 0; k < n; k++) {
        int i = index[at + k] * stride + offset;
        float w = weight[at + k];
        FloatVector.fromArray(SPECIES, sums, i).add(a.mul(w)).intoArray(sums, i);
      }
    }
  }

  private static void blurThree(
      float[] values,
      float[] out,
      int[] next,
      int[] previous,
      int stride,
      int offset,
      int low,
      int high) {
    for (int point = low; point < high; point++) {
      int at = point * stride + offset;
      int left = previous[point] * stride + offset;
      int right = next[point] * stride + offset;
      FloatVector.fromArray(SPECIES, values, left)
          .add(FloatVector.fromArray(SPECIES, values, right))
          .mul(0.5f)
          .add(FloatVector.fromArray(SPECIES, values, at))
          .intoArray(out, at);
      FloatVector.fromArray(SPECIES, values, left + 8)
          .add(FloatVector.fromArray(SPECIES, values, right + 8))
          .mul(0.5f)
          .add(FloatVector.fromArray(SPECIES, values, at + 8))
          .intoArray(out, at + 8);
      FloatVector.fromArray(SPECIES, values, left + 16)
          .add(FloatVector.fromArray(SPECIES, values, right + 16))
          .mul(0.5f)
          .add(FloatVector.fromArray(SPECIES, values, at + 16))
          .intoArray(out, at + 16);
    }
  }

  private static void blurTwo(
      float[] values,
      float[] out,
      int[] next,
      int[] previous,
      int stride,
      int offset,
      int low,
      int high) {
    for (int point = low; point < high; point++) {
      int at = point * stride + offset;
      int left = previous[point] * stride + offset;
      int right = next[point] * stride + offset;
      FloatVector.fromArray(SPECIES, values, left)
          .add(FloatVector.fromArray(SPECIES, values, right))
          .mul(0.5f)
          .add(FloatVector.fromArray(SPECIES, values, at))
          .intoArray(out, at);
      FloatVector.fromArray(SPECIES, values, left + 8)
          .add(FloatVector.fromArray(SPECIES, values, right + 8))
          .mul(0.5f)
          .add(FloatVector.fromArray(SPECIES, values, at + 8))
          .intoArray(out, at + 8);
    }
  }

  private static void blurOne(
      float[] values,
      float[] out,
      int[] next,
      int[] previous,
      int stride,
      int offset,
      int low,
      int high) {
    for (int point = low; point < high; point++) {
      int at = point * stride + offset;
      int left = previous[point] * stride + offset;
      int right = next[point] * stride + offset;
      FloatVector.fromArray(SPECIES, values, left)
          .add(FloatVector.fromArray(SPECIES, values, right))
          .mul(0.5f)
          .add(FloatVector.fromArray(SPECIES, values, at))
          .intoArray(out, at);
    }
  }
}
