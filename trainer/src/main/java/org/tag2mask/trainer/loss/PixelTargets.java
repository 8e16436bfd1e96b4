package org.tag2mask.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.tag2mask.data.augment.ScoreMaps;
import org.tag2mask.runtime.image.LabelMap;

/**
 * What every cell of a grid of logits should say, and how much it counts.
 *
 * @param classes {@code [N,1,h,w]} whole numbers 0..K; 0 where the weight is 0
 * @param weights {@code [N,1,h,w]}: class weight times confidence; 0 where the label is 255
 */
public record PixelTargets(NDArray classes, NDArray weights) {
  /**
   * An image's labels.
   *
   * @param labels 0..K, 255 where nothing is known
   * @param confidence one plane of values 0..1, of the same size; empty where all labels are sure
   */
  public record Labelling(LabelMap labels, Optional<ScoreMaps> confidence) {
    /** The confidence of the pixel whose label a cell takes. */
    private float confidence(int cell, int height, int width) {
      if (confidence.isEmpty()) {
        return 1;
      }
      int y = (int) ((cell / width + 0.5) * labels.height() / height);
      int x = (int) ((cell % width + 0.5) * labels.width() / width);
      return confidence.get().score(0, x, y);
    }
  }

  /**
   * Reduces labels to a grid: each cell takes the label nearest to its centre ({@link
   * LabelMap#resized}).
   *
   * @param manager owner of the arrays
   * @param images labels of one size
   * @param classWeights a weight for each of the K+1 classes; empty for 1
   * @param height rows of the grid
   * @param width columns of the grid
   */
  public static PixelTargets of(
      NDManager manager, List<Labelling> images, List<Double> classWeights, int height, int width) {
    int cells = Math.multiplyExact(height, width);
    long[] classes = new long[Math.multiplyExact(images.size(), cells)];
    float[] weights = new float[classes.length];
    for (int n = 0; n < images.size(); n++) {
      byte[] labels = images.get(n).labels().resized(width, height).array();
      for (int i = 0; i < cells; i++) {
        int label = labels[i] & 0xff;
        if (label != LabelMap.IGNORE) {
          classes[n * cells + i] = label;
          float weight = classWeights.isEmpty() ? 1 : classWeights.get(label).floatValue();
          weights[n * cells + i] = weight * images.get(n).confidence(i, height, width);
        }
      }
    }
    Shape shape = new Shape(images.size(), 1, height, width);
    return new PixelTargets(manager.create(classes, shape), manager.create(weights, shape));
  }
}
