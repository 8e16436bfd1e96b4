package org.tag2mask.runtime.walk;

/**
 * The cells of a map that are sources of pairs of one offset; none when a range is empty.
 *
 * @param rows the sources lie in rows 0 to this, excluded
 * @param left their first column
 * @param right the column behind their last
 */
public record SourceWindow(int rows, int left, int right) {
  /**
   * The number of sources.
   *
   * @return 0 or more
   */
  public int cells() {
    return Math.max(0, rows) * Math.max(0, right - left);
  }

  /**
   * The columns of the sources.
   *
   * @return 0 or more
   */
  public int columns() {
    return Math.max(0, right - left);
  }
}
