package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * IRNet's loss on displacements, which point from a cell to the centroid of its object: for two
 * cells of one class {@code |d_i - d_j - (j - i)|}, so that both point to the same place, and for
 * two cells of background {@code |d_i - d_j|}; the mean over the pairs of each kind and both
 * components, halved.
 *
 * <p>Source: Ahn, Cho and Kwak, CVPR 2019, equations 5 and 6, with the constants of its code.
 */
public final class DisplacementLoss {
  /** The output it is computed on. */
  public static final String OUTPUT = "displacement";

  private static final float EPSILON = 1e-5f;
  private static final double WEIGHT = 0.5;

  private DisplacementLoss() {}

  /**
   * The loss of a batch.
   *
   * @param displacement {@code [N,2,h,w]} in cells, rows first; not modified. A constant added to
   *     it does not matter
   * @param labels of the same images on the same grid
   * @return the loss with the terms {@code displacement_foreground} and {@code
   *     displacement_background}, owned by the displacement's manager
   */
  public static PairLoss of(NDArray displacement, PairLabels labels) {
    NDManager manager = displacement.getManager();
    PairLabels.Counts counts = labels.counts();
    float foreground = (float) (WEIGHT / (2.0 * counts.foreground() + EPSILON));
    float background = (float) (WEIGHT / (2.0 * counts.background() + EPSILON));
    NDArray foregroundSum = manager.create(0f);
    NDArray backgroundSum = manager.create(0f);
    NDArray gradient =
        new PairSweep(displacement, labels)
            .gradient(
                (group, at, masks) -> {
                  NDArray difference = at.difference();
                  NDArray miss = difference.sub(way(group, difference.getManager()));
                  foregroundSum.addi(miss.abs().mul(masks.foreground()).sum());
                  backgroundSum.addi(difference.abs().mul(masks.background()).sum());
                  NDArray flow = miss.sign().mul(masks.foreground().mul(foreground));
                  flow.addi(difference.sign().mul(masks.background().mul(background)));
                  at.differenceGradient(flow);
                });
    Map<String, NDArray> terms = new LinkedHashMap<>();
    terms.put("displacement_foreground", foregroundSum.mul(foreground));
    terms.put("displacement_background", backgroundSum.mul(background));
    return PairLoss.of(terms).through(displacement, gradient);
  }

  private static NDArray way(PairGroup group, NDManager manager) {
    return manager.create(
        new float[] {group.offset().dy(), group.offset().dx()}, new Shape(1, 2, 1, 1));
  }
}
