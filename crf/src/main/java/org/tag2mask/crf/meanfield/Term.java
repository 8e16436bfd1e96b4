package org.tag2mask.crf.meanfield;

import org.tag2mask.crf.lattice.Lattice;

/**
 * One pairwise kernel ready for filtering. The normalisation in front of the filter, the square
 * root of the weight and the lattice's own scale are folded into the lattice weights, so that for
 * the symmetric normalisation splat, blur and slice are all there is: S'ᵀ B S' = w D<sup>-1/2</sup>
 * K D<sup>-1/2</sup>.
 */
public final class Term {
  final Lattice lattice;

  /** A factor per pixel after the slice; null for 1. */
  final float[] scale;

  /** The filtered values that the next update reads, {@code [point][channels]}. */
  float[] values;

  /** The values that the update sums up; swapped with {@link #values} by the blur. */
  float[] other;

  /** {@code [stripe - 1]}: sums of the stripes after the first, which uses {@link #other}. */
  float[][] stripeSums = new float[0][];

  /**
   * A kernel.
   *
   * @param lattice with folded weights
   * @param scale {@code [pixel]} or null for 1
   */
  public Term(Lattice lattice, float[] scale) {
    this.lattice = lattice;
    this.scale = scale;
  }

  /** A term of the same lattice without value arrays. */
  public Term sameLattice() {
    return new Term(lattice, scale);
  }

  /**
   * Takes value arrays.
   *
   * @param first {@code [(points + 1) * channels]} or longer
   * @param second likewise
   * @param more one per stripe after the first, likewise
   * @param channels floats per lattice point
   */
  void attach(float[] first, float[] second, float[][] more, int channels) {
    values = first;
    other = second;
    stripeSums = more;
    // Both arrays take turns as the source of a blur, whose absent neighbours read point 0.
    java.util.Arrays.fill(first, 0, channels, 0);
    java.util.Arrays.fill(second, 0, channels, 0);
  }

  /** Exchanges {@link #values} and {@link #other}. */
  void swap() {
    float[] old = values;
    values = other;
    other = old;
  }

  /** Where a stripe adds its values. */
  float[] sums(int stripe) {
    return stripe == 0 ? other : stripeSums[stripe - 1];
  }
}
