package org.tag2mask.data.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Average precision of predicted tags: AP = sum over ranks of (R_n - R_{n-1}) P_n, with items of
 * equal score taken together (the rule of scikit-learn; no interpolation). mAP is the mean over the
 * classes that have at least one positive. Not thread-safe.
 */
public final class AveragePrecision {

  private record Item(float score, boolean positive) {}

  private final List<List<Item>> items = new ArrayList<>();

  /**
   * Creates an empty measure.
   *
   * @param foregroundClasses K
   */
  public AveragePrecision(int foregroundClasses) {
    for (int k = 0; k < foregroundClasses; k++) {
      items.add(new ArrayList<>());
    }
  }

  /**
   * Adds an image.
   *
   * @param scores one score a foreground class, {@code [K]}; before or after the sigmoid is the
   *     same; not modified
   * @param tags the true classes, 1..K
   * @throws IllegalArgumentException when the length is not K or a score is NaN
   */
  public void add(float[] scores, Set<Integer> tags) {
    if (scores.length != items.size()) {
      throw new IllegalArgumentException(
          "scores has " + scores.length + " values, expected " + items.size());
    }
    for (float score : scores) {
      if (Float.isNaN(score)) {
        throw new IllegalArgumentException("a score is NaN: the model has diverged");
      }
    }
    for (int k = 0; k < scores.length; k++) {
      items.get(k).add(new Item(scores[k], tags.contains(k + 1)));
    }
  }

  /**
   * The average precision of a class.
   *
   * @param id 1..K
   * @return 0..1, or NaN when no image has the class
   */
  public double of(int id) {
    List<Item> ranked = new ArrayList<>(items.get(id - 1));
    ranked.sort(Comparator.comparingDouble(item -> -(double) item.score()));
    long positives = ranked.stream().filter(Item::positive).count();
    if (positives == 0) {
      return Double.NaN;
    }
    double sum = 0;
    long hits = 0;
    long newHits = 0;
    for (int i = 0; i < ranked.size(); i++) {
      newHits += ranked.get(i).positive() ? 1 : 0;
      boolean lastOfTie =
          i + 1 == ranked.size() || ranked.get(i + 1).score() != ranked.get(i).score();
      if (lastOfTie) {
        hits += newHits;
        sum += (double) newHits / positives * hits / (i + 1);
        newHits = 0;
      }
    }
    return sum;
  }

  /** The mean over the classes with a positive, or NaN when there is none. */
  public double mean() {
    double sum = 0;
    int classes = 0;
    for (int id = 1; id <= items.size(); id++) {
      double value = of(id);
      if (!Double.isNaN(value)) {
        sum += value;
        classes++;
      }
    }
    return classes == 0 ? Double.NaN : sum / classes;
  }
}
