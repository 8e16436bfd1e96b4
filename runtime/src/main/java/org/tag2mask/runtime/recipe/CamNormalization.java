package org.tag2mask.runtime.recipe;

/**
 * How the merged maps of an image are brought to 0..1. Minimum and maximum are taken over the
 * pixels of one class unless said otherwise.
 */
public enum CamNormalization {
  /** {@code x / (max + 1e-5)} (PSA, IRN, VWE, SemFormer). */
  MAX,
  /** {@code (x - min) / (max - min + 1e-5)} (MCTformer). */
  MIN_MAX,
  /** {@code (x - min) / (max - min)}, 0 where a map is constant (decoupled attention). */
  RANGE,
  /**
   * SEAM's: negatives become 0, then values below {@code min + 1e-5} become 0, then {@code (x - min
   * - 1e-5) / (max - min + 1e-5)}; the zeroed pixels end slightly below 0, as in its code.
   */
  SEAM,
  /** {@code x / (max over all present classes + 1e-5)}: keeps the classes' relative strength. */
  GLOBAL_MAX,
  /** The sums as they are. */
  NONE;

  private static final float EPSILON = 1e-5f;

  /**
   * Normalises maps in place.
   *
   * @param planes {@code [classes][pixels]}; modified
   * @param classes number of maps
   * @param pixels cells of a map
   */
  public void apply(float[] planes, int classes, int pixels) {
    if (this == NONE || planes.length == 0) {
      return;
    }
    if (this == GLOBAL_MAX) {
      divide(planes, 0, planes.length, max(planes, 0, planes.length) + EPSILON);
      return;
    }
    for (int c = 0; c < classes; c++) {
      int from = c * pixels;
      int to = from + pixels;
      switch (this) {
        case MAX -> divide(planes, from, to, max(planes, from, to) + EPSILON);
        case MIN_MAX -> minMax(planes, from, to);
        case RANGE -> range(planes, from, to);
        default -> seam(planes, from, to);
      }
    }
  }

  private static void divide(float[] planes, int from, int to, float by) {
    for (int i = from; i < to; i++) {
      planes[i] /= by;
    }
  }

  private static void minMax(float[] planes, int from, int to) {
    float min = min(planes, from, to);
    float range = max(planes, from, to) - min + EPSILON;
    for (int i = from; i < to; i++) {
      planes[i] = (planes[i] - min) / range;
    }
  }

  private static void range(float[] planes, int from, int to) {
    float min = min(planes, from, to);
    float range = max(planes, from, to) - min;
    for (int i = from; i < to; i++) {
      planes[i] = range == 0 ? 0 : (planes[i] - min) / range;
    }
  }

  private static void seam(float[] planes, int from, int to) {
    for (int i = from; i < to; i++) {
      planes[i] = Math.max(0, planes[i]);
    }
    float min = min(planes, from, to);
    float range = max(planes, from, to) - min + EPSILON;
    for (int i = from; i < to; i++) {
      float x = planes[i] < min + EPSILON ? 0 : planes[i];
      planes[i] = (x - min - EPSILON) / range;
    }
  }

  private static float max(float[] planes, int from, int to) {
    float max = planes[from];
    for (int i = from + 1; i < to; i++) {
      max = Math.max(max, planes[i]);
    }
    return max;
  }

  private static float min(float[] planes, int from, int to) {
    float min = planes[from];
    for (int i = from + 1; i < to; i++) {
      min = Math.min(min, planes[i]);
    }
    return min;
  }
}
