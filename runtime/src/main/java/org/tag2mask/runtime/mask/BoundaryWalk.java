package org.tag2mask.runtime.mask;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.Grid;
import org.tag2mask.runtime.recipe.Refinement.RandomWalk;
import org.tag2mask.runtime.session.BoundaryModel;
import org.tag2mask.runtime.walk.BoundaryAffinity;
import org.tag2mask.runtime.walk.PairGeometry;
import org.tag2mask.runtime.walk.WalkBuffers;

/**
 * IRNet's walk: maps of the present classes, weakened at boundaries, walk without background; then
 * they are stretched to the image and divided by the largest value of all. Thread-safe; buffers are
 * kept for the next image.
 */
final class BoundaryWalk {
  static final String MODEL_STAGE = "boundary";

  private final RandomWalk walk;
  private final BoundaryModel model;
  private final PairGeometry geometry;
  private final ConcurrentLinkedQueue<WalkBuffers> pool = new ConcurrentLinkedQueue<>();

  BoundaryWalk(RandomWalk walk, BoundaryModel model) {
    this.walk = walk;
    this.model = model;
    this.geometry = PairGeometry.paths(walk.radius());
  }

  /**
   * Walks.
   *
   * @param image the image
   * @param cams its maps on the grid of the boundaries; not modified
   * @param clock told what the time went to
   * @return maps on the full grid; the same maps where there is no class
   */
  Cams apply(RgbImage image, Cams cams, StageClock clock) {
    if (cams.classIds().length == 0) {
      return cams;
    }
    BoundaryModel.Boundaries boundaries = model.edges(image, walk.mode());
    clock.lap(MODEL_STAGE);
    WalkBuffers buffers = pool.poll();
    if (buffers == null) {
      buffers = new WalkBuffers();
    }
    try {
      return walked(cams, boundaries.edge(), walk, geometry, buffers);
    } finally {
      pool.add(buffers);
      clock.lap(MaskMaker.WALK_STAGE);
    }
  }

  /**
   * The maps after a walk.
   *
   * @param cams one or more maps; not modified
   * @param edge boundary probabilities on the grid of the maps; not modified
   * @param walk beta and steps
   * @param geometry the pairs
   * @param buffers modified
   * @return maps on the full grid, the largest value of all 1 (or all 0)
   */
  static Cams walked(
      Cams cams, float[] edge, RandomWalk walk, PairGeometry geometry, WalkBuffers buffers) {
    int rows = cams.gridHeight();
    int columns = cams.gridWidth();
    int classes = cams.classIds().length;
    float[] seed = new float[classes * edge.length];
    for (int c = 0; c < classes; c++) {
      for (int i = 0; i < edge.length; i++) {
        seed[c * edge.length + i] = cams.planes()[c * edge.length + i] * (1 - edge[i]);
      }
    }
    float[] cells =
        BoundaryAffinity.transition(edge, rows, columns, geometry, walk.beta(), buffers)
            .walk(seed, classes, walk.steps().on(rows * columns))
            .get(0);
    float[] planes = LabelScores.fullSize(cams, cells, classes);
    divideByLargest(planes);
    Map<String, float[]> extras = new HashMap<>();
    cams.extras()
        .forEach((output, extra) -> extras.put(output, LabelScores.fullSize(cams, extra, 1)));
    return new Cams(
        cams.classIds(), cams.width(), cams.height(), Grid.FULL, planes, cams.scores(), extras);
  }

  private static void divideByLargest(float[] planes) {
    float largest = 0;
    for (float value : planes) {
      largest = Math.max(largest, value);
    }
    for (int i = 0; largest > 0 && i < planes.length; i++) {
      planes[i] /= largest;
    }
  }
}
