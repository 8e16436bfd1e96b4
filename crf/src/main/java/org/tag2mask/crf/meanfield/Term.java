package org.tag2mask.crf.meanfield;

import java.util.Arrays;
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

  /** {@code [plane][point * stride]}: the filtered values that the next update reads. */
  float[][] values;

  /** The values that the update sums up; swapped with {@link #values} by the blur. */
  float[][] other;

  /** {@code [stripe - 1]}: sums of the stripes after the first, which uses {@link #other}. */
  private float[][][] stripeSums;

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

  void attach(float[][] first, float[][] second, float[][][] more, int stride) {
    values = first;
    other = second;
    stripeSums = more;
    for (int plane = 0; plane < first.length; plane++) {
      // Both arrays take turns as the source of a blur, whose absent neighbours read point 0.
      Arrays.fill(first[plane], 0, stride, 0);
      Arrays.fill(second[plane], 0, stride, 0);
    }
  }

  /** Clears where a stripe is going to add its values. */
  void clear(int stripe, int stride) {
    int low = stripe == 0 ? 0 : lattice.low[stripe];
    int high = stripe == 0 ? lattice.points + 1 : lattice.high[stripe];
    for (float[] plane : sums(stripe)) {
      Arrays.fill(plane, low * stride, high * stride, 0);
    }
  }

  /** Exchanges {@link #values} and {@link #other}. */
  void swap() {
    float[][] old = values;
    values = other;
    other = old;
  }

  /** Where a stripe adds its values. */
  float[][] sums(int stripe) {
    return stripe == 0 ? other : stripeSums[stripe - 1];
  }
}
