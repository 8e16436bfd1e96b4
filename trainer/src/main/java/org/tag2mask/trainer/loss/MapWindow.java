package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import org.tag2mask.runtime.walk.Offset;
import org.tag2mask.runtime.walk.SourceWindow;

/** Rectangles of maps as views: nothing is copied, and what is added to one reaches the map. */
final class MapWindow {
  private static final long[] STEPS = {1, 1, 1, 1};
  private static final Offset NOWHERE = new Offset(0, 0);

  private MapWindow() {}

  /** The sources of a group in a map {@code [N,C,h,w]}, owned by the map's manager. */
  static NDArray sources(NDArray map, PairGroup group) {
    return shifted(map, group, NOWHERE);
  }

  /** The destinations of a group in a map {@code [N,C,h,w]}, owned by the map's manager. */
  static NDArray destinations(NDArray map, PairGroup group) {
    return shifted(map, group, group.offset());
  }

  /** The cells at some offset from the sources of a group, {@code [N,C,rows,columns]}. */
  static NDArray shifted(NDArray map, PairGroup group, Offset by) {
    SourceWindow window = group.sources();
    long[] from = {0, 0, by.dy(), window.left() + by.dx()};
    long[] to = {
      map.getShape().get(0),
      map.getShape().get(1),
      window.rows() + by.dy(),
      window.right() + by.dx()
    };
    // DJL's own slicing goes this way too, but by the detour of index objects and squeezing.
    return JniUtils.index((PtNDArray) map, from, to, STEPS, (PtNDManager) map.getManager());
  }
}
