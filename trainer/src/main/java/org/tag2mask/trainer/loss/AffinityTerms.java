package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The terms that AffinityNet and IRNet share, over pairs of affinity a with means taken over each
 * kind of pair: {@code background/4 + foreground/4 + different/2}, where pairs that belong together
 * cost {@code -log(a + 1e-5)} and different ones {@code -log(1 + 1e-5 - a)}. Pairs are added group
 * by group.
 */
final class AffinityTerms {
  private static final float EPSILON = 1e-5f;
  private static final double LIKE = 0.25;
  private static final double DIFFERENT = 0.5;

  private final float background;
  private final float foreground;
  private final float different;
  private final NDArray backgroundSum;
  private final NDArray foregroundSum;
  private final NDArray differentSum;

  AffinityTerms(NDManager manager, PairLabels.Counts counts) {
    background = (float) (LIKE / (counts.background() + EPSILON));
    foreground = (float) (LIKE / (counts.foreground() + EPSILON));
    different = (float) (DIFFERENT / (counts.different() + EPSILON));
    backgroundSum = manager.create(0f);
    foregroundSum = manager.create(0f);
    differentSum = manager.create(0f);
  }

  /**
   * Adds the pairs of a group.
   *
   * @param affinity {@code [N,1,rows,columns]}, 0..1; not modified
   * @param masks what the pairs are; not modified
   * @return the gradient of the loss with respect to the affinity, owned by its manager
   */
  NDArray add(NDArray affinity, PairLabels.Masks masks) {
    NDArray near = affinity.add(EPSILON);
    NDArray far = affinity.neg().addi(1 + EPSILON);
    NDArray nearLog = near.log();
    backgroundSum.subi(masks.background().mul(nearLog).sum());
    foregroundSum.subi(masks.foreground().mul(nearLog).sum());
    differentSum.subi(masks.different().mul(far.log()).sum());
    NDArray like = masks.background().mul(background).addi(masks.foreground().mul(foreground));
    return masks.different().mul(different).divi(far).subi(like.divi(near));
  }

  /** The terms as they enter the loss. */
  Map<String, NDArray> terms() {
    Map<String, NDArray> terms = new LinkedHashMap<>();
    terms.put("background", backgroundSum.mul(background));
    terms.put("foreground", foregroundSum.mul(foreground));
    terms.put("different", differentSum.mul(different));
    return terms;
  }
}
