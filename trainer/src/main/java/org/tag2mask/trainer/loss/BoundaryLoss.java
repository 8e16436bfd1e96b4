package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import java.util.List;

/**
 * IRNet's loss on boundaries: the affinity of two cells is {@code a = 1 - max} of σ(edge) over the
 * cells of the path between them, ends included, and pairs cost as in {@link AffinityTerms}. Where
 * several cells of a path are the highest, the gradient is divided among them.
 *
 * <p>Source: Ahn, Cho and Kwak, "Weakly Supervised Learning of Instance Segmentation with
 * Inter-pixel Relations", CVPR 2019, equations 2 to 4, with the constants of its code.
 */
public final class BoundaryLoss {
  /** The output it is computed on. */
  public static final String OUTPUT = "edge";

  private BoundaryLoss() {}

  /**
   * The loss of a batch.
   *
   * @param edge {@code [N,1,h,w]}, before the sigmoid; not modified
   * @param labels of the same images on the same grid
   * @return the loss with the terms {@code background}, {@code foreground} and {@code different},
   *     owned by the edge's manager
   */
  public static PairLoss of(NDArray edge, PairLabels labels) {
    NDArray probability = Activation.sigmoid(edge);
    AffinityTerms terms = new AffinityTerms(edge.getManager(), labels.counts());
    NDArray gradient =
        new PairSweep(probability, labels)
            .gradient((group, at, masks) -> add(group, at, masks, terms));
    return PairLoss.of(terms.terms()).through(probability, gradient);
  }

  private static void add(
      PairGroup group, PairSweep.Views at, PairLabels.Masks masks, AffinityTerms terms) {
    List<NDArray> path = group.path().stream().map(at::map).toList();
    NDArray highest = path.stream().reduce(NDArray::maximum).orElseThrow();
    NDArray slope = terms.add(highest.neg().add(1), masks);
    // Truth values, which the engine takes for 0 and 1 beside numbers.
    List<NDArray> hits = path.stream().map(cell -> cell.eq(highest)).toList();
    NDArray count = highest.zerosLike();
    hits.forEach(count::addi);
    // da/dmax = -1
    NDArray share = slope.divi(count);
    for (int i = 0; i < hits.size(); i++) {
      at.gradient(group.path().get(i)).subi(share.mul(hits.get(i)));
    }
  }
}
