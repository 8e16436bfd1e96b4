package org.tag2mask.runtime.walk;

import org.ejml.data.DMatrixSparseCSC;
import org.tag2mask.runtime.Tag2MaskException;

/** A transition matrix of any sparsity, such as the nearest neighbours in a feature space. */
public final class SparseTransition implements Transition {
  private final DMatrixSparseCSC matrix;

  private SparseTransition(DMatrixSparseCSC matrix) {
    this.matrix = matrix;
  }

  /**
   * {@code T_ij = A_ij^beta / sum_i A_ij^beta}; what is not stored is 0.
   *
   * @param affinity A, {@code N x N}, not negative; not modified
   * @param beta elementwise exponent, in (0, 1000]
   * @return the transition
   * @throws Tag2MaskException when a value is negative or not finite, or a column is all 0
   */
  public static SparseTransition ofAffinity(DMatrixSparseCSC affinity, double beta) {
    int n = affinity.getNumRows();
    if (n != affinity.getNumCols() || n < 1) {
      throw new IllegalArgumentException(
          "an affinity matrix is square, found " + n + "x" + affinity.getNumCols());
    }
    Power power = new Power(beta);
    DMatrixSparseCSC matrix = affinity.copy();
    for (int j = 0; j < n; j++) {
      for (int at = matrix.col_idx[j]; at < matrix.col_idx[j + 1]; at++) {
        WalkChecks.affinity(matrix.nz_values[at], matrix.nz_rows[at], j);
      }
    }
    power.raise(matrix.nz_values);
    for (int j = 0; j < n; j++) {
      double sum = 0;
      for (int at = matrix.col_idx[j]; at < matrix.col_idx[j + 1]; at++) {
        sum += matrix.nz_values[at];
      }
      WalkChecks.columnSum(sum, j);
      for (int at = matrix.col_idx[j]; at < matrix.col_idx[j + 1]; at++) {
        matrix.nz_values[at] /= sum;
      }
    }
    return new SparseTransition(matrix);
  }

  @Override
  public int cells() {
    return matrix.getNumCols();
  }

  @Override
  public void step(double[] maps, double[] out, int channels) {
    int n = cells();
    WalkChecks.length(maps.length, channels, n);
    WalkChecks.length(out.length, channels, n);
    int[] rows = matrix.nz_rows;
    double[] values = matrix.nz_values;
    for (int c = 0; c < channels; c++) {
      int map = c * n;
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int at = matrix.col_idx[j]; at < matrix.col_idx[j + 1]; at++) {
          sum += maps[map + rows[at]] * values[at];
        }
        out[map + j] = sum;
      }
    }
  }
}
