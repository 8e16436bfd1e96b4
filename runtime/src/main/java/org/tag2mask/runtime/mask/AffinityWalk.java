package org.tag2mask.runtime.mask;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.tag2mask.runtime.image.MapResize;
import org.tag2mask.runtime.image.MapResize.Axis;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.Refinement.RandomWalk;
import org.tag2mask.runtime.session.AffinityModel;
import org.tag2mask.runtime.walk.FeatureAffinity;
import org.tag2mask.runtime.walk.PairGeometry;
import org.tag2mask.runtime.walk.Transition;
import org.tag2mask.runtime.walk.WalkBuffers;

/**
 * AffinityNet's walk: scores of background and the present classes are averaged over the cells of
 * the features, walk, and are stretched back. Buffers are kept for the next image.
 */
final class AffinityWalk implements ScoreStep {
  static final String MODEL_STAGE = "affinity";

  private final RandomWalk walk;
  private final AffinityModel model;
  private final PairGeometry geometry;
  private final ConcurrentLinkedQueue<WalkBuffers> pool = new ConcurrentLinkedQueue<>();

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
    WalkBuffers buffers = pool.poll();
    if (buffers == null) {
      buffers = new WalkBuffers();
    }
    try {
      Transition transition =
          FeatureAffinity.transition(
              features.values(),
              features.channels(),
              features.height(),
              features.width(),
              geometry,
              walk.beta(),
              walk.mode(),
              buffers);
      return walked(scores, transition, model.stride(), walk);
    } finally {
      pool.add(buffers);
      clock.lap(MaskMaker.WALK_STAGE);
    }
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
    int labels = scores.labels().length;
    float[] means = CellMeans.of(scores, stride, walk.mode());
    int rows = (scores.height() + stride - 1) / stride;
    int columns = (scores.width() + stride - 1) / stride;
    float[] cells = transition.walk(means, labels, walk.steps().on(rows * columns)).get(0);
    Axis down = Axis.cells(stride, scores.height());
    Axis across = Axis.cells(stride, scores.width());
    float[] planes = new float[labels * scores.pixels()];
    for (int l = 0; l < labels; l++) {
      MapResize.resample(
          cells, l * rows * columns, rows, columns, down, across, planes, l * scores.pixels());
    }
    return new LabelScores(scores.labels(), scores.width(), scores.height(), planes);
  }
}
