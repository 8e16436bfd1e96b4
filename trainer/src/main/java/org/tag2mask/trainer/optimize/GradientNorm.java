package org.tag2mask.trainer.optimize;

import ai.djl.ndarray.NDArray;

/** The Euclidean norm of all gradients together, and what brings it below a limit. */
final class GradientNorm {
  private static final double EPSILON = 1e-6;

  private GradientNorm() {}

  static double of(Iterable<NDArray> gradients) {
    double sum = 0;
    for (NDArray gradient : gradients) {
      try (NDArray square = gradient.square();
          NDArray one = square.sum()) {
        sum += one.getFloat();
      }
    }
    return Math.sqrt(sum);
  }

  /** The factor of all gradients, at most 1; limit 0 for none. */
  static double factor(double norm, double limit) {
    return limit > 0 ? Math.min(1, limit / (norm + EPSILON)) : 1;
  }
}
