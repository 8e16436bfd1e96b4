package org.tag2mask.data.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.tag2mask.runtime.image.LabelMap;

/**
 * Scores at many background thresholds from one pass over the maps. At threshold t a pixel gets its
 * best foreground class when that class's map is above t, and background otherwise: the arg-max
 * over {@code [t, maps...]}. Choosing a threshold this way uses the true masks; call the result an
 * oracle. Not thread-safe; {@link #merge} the curves of several threads.
 */
public final class ThresholdCurve {

  private final float[] thresholds;
  private final int classes;

  /** {@code [bins][truth][best]}; a pixel in bin b is foreground at the thresholds 0..b-1. */
  private final long[][] bins;

  /**
   * One point of the curve.
   *
   * @param threshold the background threshold
   * @param scores the scores at it
   */
  public record Point(float threshold, SegmentationScores scores) {}

  /**
   * Creates an empty curve.
   *
   * @param classes number of classes with background, K+1
   * @param thresholds ascending
   */
  public ThresholdCurve(int classes, float... thresholds) {
    for (int i = 0; i < thresholds.length; i++) {
      if (Float.isNaN(thresholds[i]) || i > 0 && thresholds[i] <= thresholds[i - 1]) {
        throw new IllegalArgumentException(
            "thresholds are " + Arrays.toString(thresholds) + ", expected ascending numbers");
      }
    }
    this.thresholds = thresholds.clone();
    this.classes = classes;
    this.bins = new long[thresholds.length + 1][classes * classes];
  }

  /** {@code count} thresholds from {@code low} in steps, such as SEAM's 0.00, 0.01, ... 0.59. */
  public static float[] steps(double low, double step, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (low + i * step);
    }
    return values;
  }

  /**
   * Counts an image.
   *
   * @param truth labels 0..K or 255
   * @param best the foreground class (1..K) with the highest map at each pixel, {@code
   *     [height*width]}; not modified
   * @param score that map's value, {@code [height*width]}; not modified
   */
  public void add(LabelMap truth, byte[] best, float[] score) {
    byte[] g = truth.array();
    if (best.length != g.length || score.length != g.length) {
      throw new IllegalArgumentException(
          "best and score have "
              + best.length
              + " and "
              + score.length
              + " values, expected "
              + g.length);
    }
    for (int i = 0; i < g.length; i++) {
      int label = g[i] & 0xff;
      if (label != LabelMap.IGNORE) {
        bins[below(score[i])][label * classes + (best[i] & 0xff)]++;
      }
    }
  }

  /**
   * Counts an image from its maps; without any, all of it is background.
   *
   * @param truth labels 0..K or 255
   * @param classIds 1..K, the classes of the maps; the first of equals is best
   * @param maps {@code [classIds][height*width]}; not modified
   */
  public void add(LabelMap truth, int[] classIds, float[] maps) {
    int pixels = truth.array().length;
    byte[] best = new byte[pixels];
    float[] score = new float[pixels];
    Arrays.fill(score, Float.NEGATIVE_INFINITY);
    for (int c = 0; c < classIds.length; c++) {
      for (int i = 0; i < pixels; i++) {
        if (maps[c * pixels + i] > score[i]) {
          score[i] = maps[c * pixels + i];
          best[i] = (byte) classIds[c];
        }
      }
    }
    add(truth, best, score);
  }

  /** How many thresholds are below the value. */
  private int below(float value) {
    int place = Arrays.binarySearch(thresholds, value);
    return place >= 0 ? place : -place - 1;
  }

  /** Adds the counts of a curve with the same thresholds and classes. */
  public void merge(ThresholdCurve other) {
    if (!Arrays.equals(other.thresholds, thresholds) || other.classes != classes) {
      throw new IllegalArgumentException("curves of other thresholds or classes cannot be merged");
    }
    for (int b = 0; b < bins.length; b++) {
      for (int i = 0; i < bins[b].length; i++) {
        bins[b][i] += other.bins[b][i];
      }
    }
  }

  /** The matrix at one threshold. */
  public ConfusionMatrix at(int index) {
    ConfusionMatrix matrix = new ConfusionMatrix(classes);
    for (int b = 0; b < bins.length; b++) {
      for (int i = 0; i < bins[b].length; i++) {
        matrix.add(i / classes, b > index ? i % classes : 0, bins[b][i]);
      }
    }
    return matrix;
  }

  /** All points in order of the thresholds. */
  public List<Point> points(ScoreRules rules) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < thresholds.length; i++) {
      points.add(new Point(thresholds[i], SegmentationScores.of(at(i), rules)));
    }
    return points;
  }

  /** The point of the highest mIoU (the lowest threshold among equals). */
  public Point best(ScoreRules rules) {
    return points(rules).stream()
        .max(Comparator.comparingDouble((Point point) -> point.scores().meanIou()))
        .orElseThrow(() -> new IllegalStateException("the curve has no thresholds"));
  }
}
