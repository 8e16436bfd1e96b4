package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;

/**
 * The contrastive loss of class tokens (MCTformer+, Xu et al. 2023): after each block the token of
 * a present class shall be like itself and unlike those of all other classes. With the cosines S of
 * the K tokens of an image after block l,
 *
 * <pre>
 * mean over images of mean over present classes k of mean over l of log Σ_j exp(S_kj) - S_kk
 * </pre>
 */
public final class ClassTokenContrast {
  /** The output it is computed on. */
  public static final String OUTPUT = "class_embeddings";

  private static final double LEAST_LENGTH = 1e-12;

  private ClassTokenContrast() {}

  /**
   * The loss of a batch; an image without tags counts 0.
   *
   * @param embeddings {@code [blocks,N,K,D]}
   * @param tags {@code [N,K]}, 0 or 1
   * @return a scalar
   */
  public static NDArray of(NDArray embeddings, NDArray tags) {
    NDArray length = embeddings.norm(new int[] {3}, true).maximum(LEAST_LENGTH);
    NDArray unit = embeddings.div(length);
    NDArray cosines = unit.matMul(unit.transpose(0, 1, 3, 2));
    NDArray own = unit.square().sum(new int[] {3});
    NDArray each = cosines.exp().sum(new int[] {3}).log().sub(own).mean(new int[] {0});
    NDArray count = tags.sum(new int[] {1}).maximum(1);
    return each.mul(tags).sum(new int[] {1}).div(count).mean();
  }
}
