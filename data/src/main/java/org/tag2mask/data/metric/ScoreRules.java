package org.tag2mask.data.metric;

/**
 * What papers do differently when they turn a confusion matrix into scores.
 *
 * @param mean which classes the means run over
 * @param background whether class 0 belongs to the means
 * @param undecided what a prediction of 255 counts as
 */
public record ScoreRules(ClassMean mean, Background background, Undecided undecided) {

  /** Which classes the means run over. */
  public enum ClassMean {
    /** All; a class neither in truth nor in prediction counts 0 (SEAM, MCTformer, SemFormer). */
    ALL,
    /** Those in truth or prediction (IRN). */
    OCCURRING,
    /** Those in the truth (deeplab-pytorch, VWE). */
    IN_TRUTH
  }

  /** Whether class 0 belongs to the means. */
  public enum Background {
    /** K+1 classes, as nearly all papers. */
    INCLUDED,
    /** K classes. */
    EXCLUDED
  }

  /** What a prediction of 255 counts as. */
  public enum Undecided {
    /** A miss: the pixel counts in the truth and in no prediction. */
    MISS,
    /** Nothing: the pixel is left out, as one whose truth is 255. */
    SKIP
  }

  /** All classes, background included, undecided pixels are misses. */
  public static final ScoreRules DEFAULT =
      new ScoreRules(ClassMean.ALL, Background.INCLUDED, Undecided.MISS);

  /** The same with other classes in the means. */
  public ScoreRules withMean(ClassMean other) {
    return new ScoreRules(other, background, undecided);
  }

  /** The same with or without background in the means. */
  public ScoreRules withBackground(Background other) {
    return new ScoreRules(mean, other, undecided);
  }

  /** The same with another treatment of undecided pixels. */
  public ScoreRules withUndecided(Undecided other) {
    return new ScoreRules(mean, background, other);
  }
}
