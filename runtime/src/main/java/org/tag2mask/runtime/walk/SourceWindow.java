package org.tag2mask.runtime.walk;

/**
 * The cells that are sources of pairs of one offset: rows {@code 0 .. rows-1}, columns {@code left
 * .. right-1}; none when a range is empty.
 */
record SourceWindow(int rows, int left, int right) {
  int cells() {
    return Math.max(0, rows) * Math.max(0, right - left);
  }
}
