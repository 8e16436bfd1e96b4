package org.tag2mask.data.metric;

import java.util.Arrays;
import org.tag2mask.runtime.image.LabelMap;

/**
 * Counts of pixels by true and predicted class. Pixels whose truth is 255 are not counted; pixels
 * whose <em>prediction</em> is 255 are counted apart, as {@link #undecided(int)}. Not thread-safe:
 * give each thread its own and {@link #merge} them.
 */
public final class ConfusionMatrix {

  private final int classes;

  /** {@code [classes][classes + 1]}; the last column holds the undecided pixels. */
  private final long[] counts;

  /**
   * Creates an empty matrix.
   *
   * @param classes number of classes with background, K+1, 1..255
   */
  public ConfusionMatrix(int classes) {
    if (classes < 1 || classes > LabelMap.IGNORE) {
      throw new IllegalArgumentException("classes is " + classes + ", expected 1..255");
    }
    this.classes = classes;
    this.counts = new long[classes * (classes + 1)];
  }

  /** The matrix of one image; see {@link #add(LabelMap, LabelMap)}. */
  public static ConfusionMatrix of(LabelMap truth, LabelMap prediction, int classes) {
    ConfusionMatrix matrix = new ConfusionMatrix(classes);
    matrix.add(truth, prediction);
    return matrix;
  }

  /**
   * Counts the pixels of an image.
   *
   * @param truth labels 0..K or 255; not modified
   * @param prediction labels 0..K or 255, of the same size; not modified
   * @throws IllegalArgumentException when sizes differ or a label is beyond the classes; nothing is
   *     counted then
   */
  public void add(LabelMap truth, LabelMap prediction) {
    if (truth.width() != prediction.width() || truth.height() != prediction.height()) {
      throw new IllegalArgumentException(
          "prediction is " + prediction + ", expected the size of the truth " + truth);
    }
    byte[] g = truth.array();
    byte[] p = prediction.array();
    long[] pairs = new long[1 << 16];
    for (int i = 0; i < g.length; i++) {
      pairs[(g[i] & 0xff) << 8 | p[i] & 0xff]++;
    }
    check(pairs);
    for (int row = 0; row < classes; row++) {
      for (int column = 0; column < classes; column++) {
        counts[row * (classes + 1) + column] += pairs[row << 8 | column];
      }
      counts[row * (classes + 1) + classes] += pairs[row << 8 | LabelMap.IGNORE];
    }
  }

  private void check(long[] pairs) {
    for (int pair = 0; pair < pairs.length; pair++) {
      int truth = pair >> 8;
      int predicted = pair & 0xff;
      boolean known =
          (truth < classes || truth == LabelMap.IGNORE)
              && (predicted < classes || predicted == LabelMap.IGNORE);
      if (pairs[pair] > 0 && !known) {
        throw new IllegalArgumentException(
            "true label "
                + truth
                + ", predicted label "
                + predicted
                + ": expected 0.."
                + (classes - 1)
                + " or 255");
      }
    }
  }

  /** Adds pixels of one kind. */
  void add(int truth, int predicted, long pixels) {
    counts[truth * (classes + 1) + predicted] += pixels;
  }

  /**
   * Adds the counts of another matrix.
   *
   * @param other of the same number of classes; not modified
   */
  public void merge(ConfusionMatrix other) {
    if (other.classes != classes) {
      throw new IllegalArgumentException(
          "a matrix of " + other.classes + " classes, expected " + classes);
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
  }

  /** The number of classes with background. */
  public int classes() {
    return classes;
  }

  /** Pixels of a true class that were predicted as another (or the same). */
  public long count(int truth, int predicted) {
    return counts[truth * (classes + 1) + predicted];
  }

  /** Pixels of a true class that were predicted as 255. */
  public long undecided(int truth) {
    return counts[truth * (classes + 1) + classes];
  }

  /** Pixels of a true class, the undecided ones included. */
  public long truth(int id) {
    return Arrays.stream(counts, id * (classes + 1), (id + 1) * (classes + 1)).sum();
  }

  /** Pixels predicted as a class. */
  public long predicted(int id) {
    long sum = 0;
    for (int row = 0; row < classes; row++) {
      sum += count(row, id);
    }
    return sum;
  }

  /** All counted pixels. */
  public long pixels() {
    return Arrays.stream(counts).sum();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfusionMatrix matrix && Arrays.equals(matrix.counts, counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }
}
