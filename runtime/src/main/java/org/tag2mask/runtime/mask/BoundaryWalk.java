package org.tag2mask.runtime.mask;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final WalkBufferPool pool = new WalkBufferPool();

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
    Cams walked = pool.lend(buffers -> walked(cams, boundaries.edge(), walk, geometry, buffers));
    clock.lap(MaskMaker.WALK_STAGE);
    return walked;
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
    int steps = walk.steps().on(edge.length);
    return stretched(cams, cells(cams, edge, walk.beta(), geometry, buffers, steps).get(0));
  }

  /**
   * Maps on their own grid after several numbers of steps.
   *
   * @param cams one or more maps; not modified
   * @param edge boundary probabilities on the grid of the maps; not modified
   * @param beta exponent of the affinities
   * @param geometry the pairs
   * @param buffers modified
   * @param steps ascending, each 1 or more
   * @return new {@code [classes][grid rows][grid columns]} for each number of steps
   */
  static List<float[]> cells(
      Cams cams,
      float[] edge,
      double beta,
      PairGeometry geometry,
      WalkBuffers buffers,
      int... steps) {
    int classes = cams.classIds().length;
    float[] seed = new float[classes * edge.length];
    for (int c = 0; c < classes; c++) {
      for (int i = 0; i < edge.length; i++) {
        seed[c * edge.length + i] = cams.planes()[c * edge.length + i] * (1 - edge[i]);
      }
    }
    return BoundaryAffinity.transition(
            edge, cams.gridHeight(), cams.gridWidth(), geometry, beta, buffers)
        .walk(seed, classes, steps);
  }

  /**
   * Walked maps at the size of the image, divided by the largest value of all.
   *
   * @param cams the maps before the walk; not modified
   * @param cells the maps after it, on the same grid; used up
   * @return maps on the full grid, the largest value of all 1 (or all 0)
   */
  static Cams stretched(Cams cams, float[] cells) {
    float[] planes = LabelScores.fullSize(cams, cells, cams.classIds().length);
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
