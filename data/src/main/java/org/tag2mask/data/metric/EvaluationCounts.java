package org.tag2mask.data.metric;

import org.tag2mask.runtime.image.LabelMap;

/**
 * Everything an evaluation counts, image by image, in memory that does not grow with their number.
 * Not thread-safe: give each thread its own and {@link #merge} them.
 */
public final class EvaluationCounts {

  private final ScoreRules rules;
  private final ConfusionMatrix matrix;
  private final ObjectSizes sizes;
  private int images;

  /**
   * Nothing counted yet.
   *
   * @param classes number of classes with background, K+1
   * @param rules how the counts become scores
   * @param limits what small and large objects are
   */
  public EvaluationCounts(int classes, ScoreRules rules, SizeLimits limits) {
    this.rules = rules;
    this.matrix = new ConfusionMatrix(classes);
    this.sizes = new ObjectSizes(limits);
  }

  /**
   * Counts an image.
   *
   * @param truth labels 0..K or 255; not modified
   * @param prediction labels 0..K or 255, of the same size; not modified
   * @throws IllegalArgumentException when sizes differ or a label is beyond the classes; nothing is
   *     counted then
   */
  public void add(LabelMap truth, LabelMap prediction) {
    ConfusionMatrix image = ConfusionMatrix.of(truth, prediction, matrix.classes());
    matrix.merge(image);
    sizes.add(image, rules.undecided());
    images++;
  }

  /**
   * Adds the counts of another thread.
   *
   * @param other of the same classes and limits; not modified
   */
  public void merge(EvaluationCounts other) {
    matrix.merge(other.matrix);
    sizes.merge(other.sizes);
    images += other.images;
  }

  /** The number of images counted. */
  public int images() {
    return images;
  }

  /** The scores by pixels. */
  public SegmentationScores scores() {
    return SegmentationScores.of(matrix, rules);
  }

  /** The scores by object size. */
  public ObjectSizes sizes() {
    return sizes;
  }
}
