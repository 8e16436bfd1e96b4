package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;

/** Rectangles of maps as views: nothing is copied, and what is added to one reaches the map. */
final class MapWindow {
  private MapWindow() {}

  /**
   * A rectangle of a map.
   *
   * @param map {@code [N,C,h,w]}
   * @param top first row
   * @param left first column
   * @param rows of the rectangle
   * @param columns of the rectangle
   * @return {@code [N,C,rows,columns]}, owned by the map's manager
   */
  static NDArray of(NDArray map, int top, int left, int rows, int columns) {
    return part(part(map, 2, top, rows), 3, left, columns);
  }

  /** The sources of a group. */
  static NDArray sources(NDArray map, PairGroup group) {
    return of(map, 0, group.left(), group.rows(), group.columns());
  }

  /** The cells at some offset from the sources of a group. */
  static NDArray shifted(NDArray map, PairGroup group, int dy, int dx) {
    return of(map, dy, group.left() + dx, group.rows(), group.columns());
  }

  /**
   * Splitting makes views without the index objects that the engine's own slicing leaves behind.
   */
  private static NDArray part(NDArray x, int axis, int from, int size) {
    int total = Math.toIntExact(x.getShape().get(axis));
    if (size == total) {
      return x;
    }
    if (from == 0) {
      return x.split(new long[] {size}, axis).get(0);
    }
    return from + size == total
        ? x.split(new long[] {from}, axis).get(1)
        : x.split(new long[] {from, from + size}, axis).get(1);
  }
}
