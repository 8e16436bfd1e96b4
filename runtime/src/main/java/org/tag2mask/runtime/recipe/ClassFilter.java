package org.tag2mask.runtime.recipe;

/** Which classes a segmenter may put into a mask, besides background. */
public enum ClassFilter {
  /** All it knows. */
  ALL,
  /** Those the image is tagged with; the others have no score at all. */
  GIVEN
}
