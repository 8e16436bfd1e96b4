package org.tag2mask.runtime.walk;

/** Whether the public code's treatment of borders is kept. */
public enum WalkMode {
  /** Every pair of cells inside the map counts, and mirror images are aligned with the image. */
  COMPLETE,
  /**
   * As the public code of AffinityNet and IRNet: only cells at least {@code radius - 1} columns
   * from the sides and rows from the bottom are sources of pairs, means over cells that overhang
   * the image count the overhang as 0, and a mirrored map is turned cell by cell, overhang
   * included.
   */
  COMPAT
}
