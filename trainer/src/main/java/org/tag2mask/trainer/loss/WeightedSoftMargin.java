package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;

/**
 * The soft-margin loss whose present tags weigh more the rarer their class is: {@code mean over
 * images and classes of -[w_c·y·log σ(z) + (1-y)·log(1-σ(z))]} with {@code w_c = min(images without
 * c / images with c, 20)}.
 */
public final class WeightedSoftMargin implements TagLoss {
  /** A class of a handful of images must not drown the others. */
  private static final float MOST = 20;

  private final float[] weights;

  /**
   * The loss for a data set.
   *
   * @param train the images whose tags are counted
   */
  public WeightedSoftMargin(Dataset train) {
    weights = new float[train.classes().foregroundCount()];
    int[] with = new int[weights.length];
    for (Sample sample : train.samples()) {
      sample.tags().forEach(id -> with[id - 1]++);
    }
    for (int c = 0; c < weights.length; c++) {
      int without = train.size() - with[c];
      weights[c] = with[c] == 0 ? MOST : Math.min(MOST, (float) without / with[c]);
    }
  }

  /** The weight of each class; a new array. */
  public float[] weights() {
    return weights.clone();
  }

  @Override
  public NDArray of(NDArray score, NDArray tags) {
    NDArray w = score.getManager().create(weights, new Shape(1, weights.length));
    NDArray absent = tags.mul(-1).add(1);
    NDArray present = Activation.softPlus(score.mul(-1)).mul(tags).mul(w);
    return present.add(Activation.softPlus(score).mul(absent)).mean();
  }
}
