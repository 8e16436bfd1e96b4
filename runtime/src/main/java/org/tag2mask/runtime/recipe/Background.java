package org.tag2mask.runtime.recipe;

import java.util.Arrays;
import java.util.Set;
import org.tag2mask.runtime.RecipeException;

/** What is background, which no classifier of tags says. */
public sealed interface Background {

  /** Further outputs of the model that the rule looks at, {@code [N,1,h,w]} each; usually none. */
  default Set<String> outputs() {
    return Set.of();
  }

  /** A rule that gives background a score at every pixel, to compete with the maps. */
  sealed interface Score extends Background {
    /**
     * Computes the background plane of an image.
     *
     * @param cams {@code [classes][pixels]}, normalised; not modified
     * @param classes number of maps, may be 0
     * @param pixels samples of a map
     * @param out receives the plane from index 0; modified
     */
    void score(float[] cams, int classes, int pixels, float[] out);
  }

  /**
   * A constant: a pixel is foreground where its best map reaches the threshold.
   *
   * @param value in [0, 1]
   */
  record Threshold(double value) implements Score {
    /** Checks the range. */
    public Threshold {
      if (!(value >= 0 && value <= 1)) {
        throw new RecipeException("background threshold must be in [0, 1], found " + value);
      }
    }

    @Override
    public void score(float[] cams, int classes, int pixels, float[] out) {
      Arrays.fill(out, 0, pixels, (float) value);
    }
  }

  /**
   * {@code (1 - max_c cam_c)^alpha} (PSA): a larger alpha means less background.
   *
   * @param alpha above 0, up to 1000; PSA uses 4, 16 and 32
   */
  record AlphaPower(double alpha) implements Score {
    /** Checks the range. */
    public AlphaPower {
      if (!(alpha > 0 && alpha <= 1000)) {
        throw new RecipeException("background alpha must be in (0, 1000], found " + alpha);
      }
    }

    @Override
    public void score(float[] cams, int classes, int pixels, float[] out) {
      for (int i = 0; i < pixels; i++) {
        float max = 0;
        for (int c = 0; c < classes; c++) {
          max = Math.max(max, cams[c * pixels + i]);
        }
        out[i] = (float) StrictMath.pow(Math.max(0, 1 - max), alpha);
      }
    }
  }

  /**
   * A threshold of each image's own, found without any mask: the one that divides the best map's
   * values into two groups of greatest between-class variance (Otsu 1979), on 256 bins over 0..1.
   *
   * @param shift added to it, in [-1, 1]; the sum is cut to [0, 1]
   */
  record Otsu(double shift) implements Score {
    private static final int BINS = 256;

    /** Checks the range. */
    public Otsu {
      if (!(shift >= -1 && shift <= 1)) {
        throw new RecipeException(
            "shift of Otsu's background threshold must be in [-1, 1], found " + shift);
      }
    }

    /** The threshold itself. */
    public Otsu() {
      this(0);
    }

    @Override
    public void score(float[] cams, int classes, int pixels, float[] out) {
      long[] histogram = new long[BINS];
      for (int i = 0; classes > 0 && i < pixels; i++) {
        float max = 0;
        for (int c = 0; c < classes; c++) {
          max = Math.max(max, cams[c * pixels + i]);
        }
        histogram[Math.min(BINS - 1, (int) (max * BINS))]++;
      }
      double shifted = threshold(histogram) + shift;
      Arrays.fill(out, 0, pixels, (float) Math.min(1, Math.max(0, shifted)));
    }

    /** The upper edge of the last bin of the lower group; 1 when all values are in one bin. */
    private static double threshold(long[] histogram) {
      long total = Arrays.stream(histogram).sum();
      double sum = 0;
      for (int b = 0; b < BINS; b++) {
        sum += (double) b * histogram[b];
      }
      double best = 0;
      double threshold = 1;
      long below = 0;
      double sumBelow = 0;
      for (int b = 0; b < BINS - 1; b++) {
        below += histogram[b];
        sumBelow += (double) b * histogram[b];
        long above = total - below;
        if (below > 0 && above > 0) {
          double apart = sumBelow / below - (sum - sumBelow) / above;
          double between = apart * apart * below * above;
          if (between > best) {
            best = between;
            threshold = (b + 1.0) / BINS;
          }
        }
      }
      return threshold;
    }
  }

  /**
   * Hard regions (decoupled attention, section III-C): a pixel belongs to a class where its map is
   * above a threshold, where several are to the class with the smallest region; otherwise to
   * background where a map of the model is low; otherwise it has no label.
   *
   * @param foreground a class's map must be above this, in [0, 1); 0.2 in the paper
   * @param background the model's map, min-max normalised over the image, must be below this, in
   *     (0, 1]; 0.3 in the paper
   * @param output name of that map, such as {@code feature_sum}
   */
  record Regions(double foreground, double background, String output) implements Background {
    /** Checks the ranges. */
    public Regions {
      if (!(foreground >= 0 && foreground < 1)) {
        throw new RecipeException("region foreground must be in [0, 1), found " + foreground);
      }
      if (!(background > 0 && background <= 1)) {
        throw new RecipeException("region background must be in (0, 1], found " + background);
      }
      if (output.isBlank()) {
        throw new RecipeException("regions need the name of a model output");
      }
    }

    @Override
    public Set<String> outputs() {
      return Set.of(output);
    }
  }
}
