package org.tag2mask.data.metric;

/**
 * Collects IoU by object size from the confusion matrices of single images; see {@link SizeScores}
 * for what an object is. Its size is the number of its true pixels. Not thread-safe; {@link #merge}
 * the collections of several threads.
 */
public final class ObjectSizes {

  /** The sizes. */
  public enum Size {
    /** Below the first limit. */
    SMALL,
    /** Between the limits. */
    MEDIUM,
    /** From the second limit on. */
    LARGE
  }

  private static final double UNITS = 1e12;

  private final SizeLimits limits;
  private final long[] objects = new long[Size.values().length];

  /** In units of 1e-12: whole numbers, whose sum does not depend on the order of the threads. */
  private final long[] iou = new long[Size.values().length];

  private final long[] recall = new long[Size.values().length];

  /** An empty collection. */
  public ObjectSizes(SizeLimits limits) {
    this.limits = limits;
  }

  /**
   * Counts the objects of an image.
   *
   * @param image the matrix of this image alone; not modified
   * @param undecided what predictions of 255 count as; an object of which all pixels are skipped
   *     does not count
   */
  public void add(ConfusionMatrix image, ScoreRules.Undecided undecided) {
    for (int id = 1; id < image.classes(); id++) {
      boolean skip = undecided == ScoreRules.Undecided.SKIP;
      long truth = image.truth(id) - (skip ? image.undecided(id) : 0);
      if (truth > 0) {
        ClassScore score = ClassScore.of(image.count(id, id), truth, image.predicted(id));
        int size = sizeOf(image.truth(id)).ordinal();
        objects[size]++;
        iou[size] += Math.round(UNITS * score.iou());
        recall[size] += Math.round(UNITS * score.recall());
      }
    }
  }

  private Size sizeOf(long pixels) {
    if (pixels < (long) limits.medium() * limits.medium()) {
      return Size.SMALL;
    }
    return pixels < (long) limits.large() * limits.large() ? Size.MEDIUM : Size.LARGE;
  }

  /**
   * Adds the objects of another collection.
   *
   * @param other with the same limits; not modified
   */
  public void merge(ObjectSizes other) {
    if (!other.limits.equals(limits)) {
      throw new IllegalArgumentException(other.limits + " cannot be merged into " + limits);
    }
    for (int size = 0; size < objects.length; size++) {
      objects[size] += other.objects[size];
      iou[size] += other.iou[size];
      recall[size] += other.recall[size];
    }
  }

  /** The limits. */
  public SizeLimits limits() {
    return limits;
  }

  /** The scores of the objects of one size. */
  public SizeScores scores(Size size) {
    int i = size.ordinal();
    double all = UNITS * objects[i];
    return new SizeScores(objects[i], iou[i] / all, recall[i] / all);
  }
}
