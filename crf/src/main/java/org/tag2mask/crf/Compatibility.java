package org.tag2mask.crf;

import java.util.List;

/**
 * What it costs when two similar pixels carry labels l and m: the label compatibility μ(l,m) of
 * Krähenbühl and Koltun, NIPS 2011, Equation 3. It multiplies the weight of every kernel.
 */
public sealed interface Compatibility {

  /** μ(l,m) = 1 where l ≠ m and 0 where l = m. */
  record Potts() implements Compatibility {}

  /**
   * Any penalty matrix. Pixel i pays, for label l, Σ<sub>m</sub> μ(l,m) (w K
   * Q<sub>m</sub>)<sub>i</sub>. A matrix that is -1 on the diagonal and 0 elsewhere is the same as
   * {@link Potts}, because the sum of Q over the labels is constant. pydensecrf's two-dimensional
   * {@code compat} is weight times this matrix; it makes it symmetric first, which we leave to the
   * caller.
   *
   * @param rows {@code rows.get(l).get(m)} = μ(l,m), square, finite; one row per label
   */
  record Matrix(List<List<Double>> rows) implements Compatibility {
    /** Checks that the matrix is square and finite, and copies it. */
    public Matrix {
      rows = rows.stream().map(List::copyOf).toList();
      if (rows.isEmpty()) {
        throw new IllegalArgumentException("Compatibility rows is empty, expected one row a label");
      }
      for (int l = 0; l < rows.size(); l++) {
        if (rows.get(l).size() != rows.size()) {
          throw new IllegalArgumentException(
              "Compatibility row "
                  + l
                  + " has "
                  + rows.get(l).size()
                  + " columns, expected "
                  + rows.size()
                  + " (one row and one column a label)");
        }
        for (double value : rows.get(l)) {
          Checks.finite("Compatibility row " + l, value);
        }
      }
    }

    /** The matrix row by row, {@code [l * labels + m]}. */
    public float[] values() {
      int labels = rows.size();
      float[] values = new float[labels * labels];
      for (int l = 0; l < labels; l++) {
        for (int m = 0; m < labels; m++) {
          values[l * labels + m] = rows.get(l).get(m).floatValue();
        }
      }
      return values;
    }
  }

  /** The Potts model. */
  static Compatibility potts() {
    return new Potts();
  }
}
