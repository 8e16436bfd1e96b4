package org.tag2mask.runtime.walk;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.tag2mask.runtime.Tag2MaskException;

/**
 * A transition matrix written out, for affinities between all cells such as a transformer's
 * attention. It takes {@code 8·N^2} bytes: 71 MB at 3,000 cells.
 */
public final class DenseTransition implements Transition {
  private final DMatrixRMaj matrix;

  private DenseTransition(DMatrixRMaj matrix) {
    this.matrix = matrix;
  }

  /**
   * {@code T_ij = A_ij^beta / sum_i A_ij^beta}.
   *
   * @param affinity A, {@code N x N}, not negative; not modified
   * @param beta elementwise exponent, in (0, 1000]
   * @return the transition
   * @throws Tag2MaskException when a value is negative or not finite, or a column is all 0
   */
  public static DenseTransition ofAffinity(DMatrixRMaj affinity, double beta) {
    int n = affinity.getNumRows();
    if (n != affinity.getNumCols() || n < 1) {
      throw new IllegalArgumentException(
          "an affinity matrix is square, found " + n + "x" + affinity.getNumCols());
    }
    Power power = new Power(beta);
    DMatrixRMaj matrix = affinity.copy();
    for (int i = 0; i < n * n; i++) {
      WalkChecks.affinity(matrix.data[i], i / n, i % n);
    }
    power.raise(matrix.data);
    double[] sums = CommonOps_DDRM.sumCols(matrix, null).data;
    for (int j = 0; j < n; j++) {
      WalkChecks.columnSum(sums[j], j);
    }
    CommonOps_DDRM.divideCols(matrix, sums);
    return new DenseTransition(matrix);
  }

  /**
   * The attention of a transformer between the patches of an image: {@code out_i = sum_j a_ij M_j},
   * rows scaled to sum 1 (they do so of themselves unless other tokens were cut off).
   *
   * @param attention a, {@code [patches][patches]}, from a row's patch to what it looks at; not
   *     modified
   * @param patches N
   * @return the transition, {@code T = a} transposed
   * @throws Tag2MaskException when a value is negative or not finite, or a row is all 0
   */
  public static DenseTransition ofAttention(float[] attention, int patches) {
    WalkChecks.map(attention.length, 1, patches, patches, "attention");
    DMatrixRMaj columns = new DMatrixRMaj(patches, patches);
    for (int i = 0; i < patches; i++) {
      for (int j = 0; j < patches; j++) {
        columns.data[j * patches + i] = attention[i * patches + j];
      }
    }
    return ofAffinity(columns, 1);
  }

  @Override
  public int cells() {
    return matrix.getNumCols();
  }

  @Override
  public void step(double[] maps, double[] out, int channels) {
    WalkChecks.length(maps.length, channels, cells());
    WalkChecks.length(out.length, channels, cells());
    CommonOps_DDRM.mult(
        DMatrixRMaj.wrap(channels, cells(), maps),
        matrix,
        DMatrixRMaj.wrap(channels, cells(), out));
  }
}
