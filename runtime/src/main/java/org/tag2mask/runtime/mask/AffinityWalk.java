package org.tag2mask.runtime.mask;

import java.util.List;
import org.tag2mask.runtime.image.MapResize;
import org.tag2mask.runtime.image.MapResize.Axis;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.Refinement.RandomWalk;
import org.tag2mask.runtime.session.AffinityModel;
import org.tag2mask.runtime.walk.FeatureAffinity;
import org.tag2mask.runtime.walk.PairGeometry;
import org.tag2mask.runtime.walk.Transition;
import org.tag2mask.runtime.walk.WalkBuffers;
import org.tag2mask.runtime.walk.WalkMode;

/**
 * AffinityNet's walk: scores of background and the present classes are averaged over the cells of
 * the features, walk, and are stretched back. Buffers are kept for the next image.
 */
final class AffinityWalk implements ScoreStep {
  static final String MODEL_STAGE = "affinity";

  private final RandomWalk walk;
  private final AffinityModel model;
  private final PairGeometry geometry;
  private final WalkBufferPool pool = new WalkBufferPool();

  AffinityWalk(RandomWalk walk, AffinityModel model) {
    this.walk = walk;
    this.model = model;
    this.geometry = PairGeometry.rows(walk.radius());
  }

  @Override
  public LabelScores apply(RgbImage image, LabelScores scores, StageClock clock) {
    if (scores.labels().length == 1) {
      return scores;
    }
    AffinityModel.Features features = model.run(image);
    clock.lap(MODEL_STAGE);
    LabelScores walked =
        pool.lend(
            buffers ->
                walked(
                    scores,
                    transition(features, geometry, walk.beta(), walk.mode(), buffers),
                    model.stride(),
                    walk));
    clock.lap(MaskMaker.WALK_STAGE);
    return walked;
  }

  /** The transition between the cells of features. */
  static Transition transition(
      AffinityModel.Features features,
      PairGeometry geometry,
      double beta,
      WalkMode mode,
      WalkBuffers buffers) {
    return FeatureAffinity.transition(
        features.values(),
        features.channels(),
        features.height(),
        features.width(),
        geometry,
        beta,
        mode,
        buffers);
  }

  /**
   * The scores after a walk.
   *
   * @param scores of every pixel; not modified
   * @param transition over the cells
   * @param stride pixels of a cell
   * @param walk steps and mode
   * @return new scores of every pixel
   */
  static LabelScores walked(
      LabelScores scores, Transition transition, int stride, RandomWalk walk) {
    int rows = (scores.height() + stride - 1) / stride;
    int columns = (scores.width() + stride - 1) / stride;
    int steps = walk.steps().on(rows * columns);
    float[] cells = cells(scores, transition, stride, walk.mode(), steps).get(0);
    return stretched(scores.labels(), scores.width(), scores.height(), cells, stride);
  }

  /**
   * Scores of cells after several numbers of steps.
   *
   * @param scores of every pixel; not modified
   * @param transition over the cells
   * @param stride pixels of a cell
   * @param mode how cells that overhang the image are averaged
   * @param steps ascending, each 1 or more
   * @return new {@code [labels][cells]} for each number of steps
   */
  static List<float[]> cells(
      LabelScores scores, Transition transition, int stride, WalkMode mode, int... steps) {
    return transition.walk(CellMeans.of(scores, stride, mode), scores.labels().length, steps);
  }

  /**
   * Scores of cells at the size of the image.
   *
   * @param labels of the result
   * @param width pixels
   * @param height pixels
   * @param cells {@code [labels][cells]}; not modified
   * @param stride pixels of a cell
   * @return new scores of every pixel
   */
  static LabelScores stretched(int[] labels, int width, int height, float[] cells, int stride) {
    int rows = (height + stride - 1) / stride;
    int columns = (width + stride - 1) / stride;
    Axis down = Axis.cells(stride, height);
    Axis across = Axis.cells(stride, width);
    int pixels = width * height;
    float[] planes = new float[labels.length * pixels];
    for (int l = 0; l < labels.length; l++) {
      MapResize.resample(
          cells, l * rows * columns, rows, columns, down, across, planes, l * pixels);
    }
    return new LabelScores(labels, width, height, planes);
  }
}
