package org.tag2mask.trainer.loss;

/** Which cells of a map are sources of pairs. */
public enum Border {
  /** Every pair inside the map counts. */
  COMPLETE,
  /**
   * As the public code: only cells at least {@code radius - 1} columns from the sides and rows from
   * the bottom.
   */
  COMPAT
}
