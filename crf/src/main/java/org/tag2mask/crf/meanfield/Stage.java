package org.tag2mask.crf.meanfield;

/** Which update of an inference a pass over the pixels is. */
enum Stage {
  /** Starts from the unary alone and splats. */
  FIRST,
  /** Slices, updates and splats. */
  MIDDLE,
  /** Slices, updates and writes the result. */
  LAST,
  /** Starts from the unary alone and writes the result: no iterations. */
  ONLY,
  /** Slices to sum up the free energy of the result; updates nothing. */
  CLOSING;

  boolean slices() {
    return this == MIDDLE || this == LAST || this == CLOSING;
  }

  boolean splats() {
    return this == FIRST || this == MIDDLE;
  }
}
