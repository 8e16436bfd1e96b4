package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;

/** Rectangles of maps as views: nothing is copied, and what is added to one reaches the map. */
final class MapWindow {
  private static final long[] STEPS = {1, 1, 1, 1};

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
    long[] from = {0, 0, top, left};
    long[] to = {map.getShape().get(0), map.getShape().get(1), top + rows, left + columns};
    // DJL's own slicing goes this way too, but by the detour of index objects and squeezing.
    return JniUtils.index((PtNDArray) map, from, to, STEPS, (PtNDManager) map.getManager());
  }

  /** The sources of a group. */
  static NDArray sources(NDArray map, PairGroup group) {
    return of(map, 0, group.left(), group.rows(), group.columns());
  }

  /** The cells at some offset from the sources of a group. */
  static NDArray shifted(NDArray map, PairGroup group, int dy, int dx) {
    return of(map, dy, group.left() + dx, group.rows(), group.columns());
  }
}
