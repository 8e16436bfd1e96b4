package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * What VWE (Ru et al. 2021) and its successor VWL (2022) compute from the cosines of features and
 * visual words. N images, k words, D channels, maps of h × w cells.
 */
public final class VisualWords {
  /** Added to the number of features of a word, so that the mean of none is 0. */
  private static final double EPSILON = 1e-4;

  private VisualWords() {}

  /**
   * The word labels of images: 1 for each word that is the nearest one of some feature (Eq. 3).
   *
   * @param cosine {@code [N,k,h,w]}; not modified, no gradient flows
   * @return {@code [N,k]}, 0 or 1
   */
  public static NDArray present(NDArray cosine) {
    long n = cosine.getShape().get(0);
    long words = cosine.getShape().get(1);
    return assignment(cosine).reshape(n, -1, words).max(new int[] {1}, false);
  }

  /** One row a feature, image after image: 1 at its nearest word, {@code [N*h*w,k]}. */
  private static NDArray assignment(NDArray cosine) {
    long words = cosine.getShape().get(1);
    return cosine.stopGradient().argMax(1).flatten().oneHot((int) words, DataType.FLOAT32);
  }

  /**
   * How alike the words are: {@code ½(‖G‖_F - ‖diag G‖₂)} with {@code G = M Mᵀ}, M the codebook
   * minus the mean of each row (VWL-L); 0 when the centred words are orthogonal.
   *
   * @param codebook {@code [k,D,1,1]}
   * @return a scalar through which gradients flow
   */
  public static NDArray decorrelation(NDArray codebook) {
    NDArray rows = codebook.reshape(codebook.getShape().get(0), -1);
    NDArray centred = rows.sub(rows.mean(new int[] {1}, true));
    NDArray gram = centred.matMul(centred.transpose());
    NDArray diagonal = centred.square().sum(new int[] {1});
    // A float: a double would turn a scalar into double precision.
    return gram.norm().sub(diagonal.norm()).mul(0.5f);
  }

  /**
   * Moves each word towards the mean of the features nearest to it (VWL-M): {@code C ← (1-ρ)·C +
   * ρ·mean}. A word without features shrinks, which its cosines do not see.
   *
   * @param codebook {@code [k,D,1,1]}; modified
   * @param features {@code [N,D,h,w]}; not modified
   * @param cosine of these features with the codebook, {@code [N,k,h,w]}; not modified
   * @param rate ρ, 0.001 in the public code
   */
  public static void remember(NDArray codebook, NDArray features, NDArray cosine, double rate) {
    NDArray assignment = assignment(cosine);
    NDArray sums = assignment.transpose().matMul(rows(features));
    NDArray counts = assignment.sum(new int[] {0}).add(EPSILON).reshape(-1, 1);
    NDArray mean = sums.div(counts).reshape(codebook.getShape());
    codebook.muli(1 - rate).addi(mean.mul(rate));
  }

  /** All features of a batch as rows {@code [N*h*w,D]}, without gradient. */
  public static NDArray rows(NDArray features) {
    Shape shape = features.getShape();
    return features.stopGradient().transpose(0, 2, 3, 1).reshape(-1, shape.get(1));
  }
}
