package org.tag2mask.runtime.walk;

/**
 * The way from one map cell to another.
 *
 * @param dy rows down
 * @param dx columns to the right
 */
public record Offset(int dy, int dx) {
  /**
   * The same way in a flattened map.
   *
   * @param stride cells from one row to the next
   * @return {@code dy * stride + dx}
   */
  public int flat(int stride) {
    return dy * stride + dx;
  }
}
