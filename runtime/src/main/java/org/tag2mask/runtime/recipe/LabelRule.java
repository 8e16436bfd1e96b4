package org.tag2mask.runtime.recipe;

import org.tag2mask.runtime.RecipeException;

/**
 * How maps become labels that an affinity network can trust: two opinions on what is background, a
 * cautious and a generous one, and 255 where they disagree.
 */
public sealed interface LabelRule {

  /**
   * AffinityNet's rule. Scores with a strong background, {@code (1 - max)^lowAlpha}, say which
   * class a pixel surely has; scores with a weak background, {@code (1 - max)^highAlpha}, say
   * whether it is surely background. Both are refined by the CRF and then averaged over a window
   * around each pixel. The label is 0 where the second opinion says background, else the first
   * opinion's class; 255 where that is background, or all scores are below 1e-5.
   *
   * <p>Source: Ahn and Kwak, CVPR 2018, and its code, which averages blocks of 8×8 pixels of the
   * training crop; at the middle of a block the window holds that very block.
   *
   * @param lowAlpha above 0, up to 1000; 4
   * @param highAlpha above the low one, up to 1000; 32, SEAM 24
   * @param window side of the window in pixels, 1 to 64; 8
   */
  record AlphaPair(double lowAlpha, double highAlpha, int window) implements LabelRule {
    /** Checks the ranges. */
    public AlphaPair {
      if (!(lowAlpha > 0 && highAlpha > lowAlpha && highAlpha <= 1000)) {
        throw new RecipeException(
            "label alphas must ascend in (0, 1000], found " + lowAlpha + " and " + highAlpha);
      }
      if (window < 1 || window > 64) {
        throw new RecipeException("label window must be 1 to 64 pixels, found " + window);
      }
    }
  }

  /**
   * IRNet's rule. The best of the maps and a constant, refined by the CRF, is decided twice: with
   * the foreground threshold and with the background threshold. The label is the first decision's
   * class; where that is background, 0 if the second says so too, else 255.
   *
   * <p>Source: Ahn, Cho and Kwak, CVPR 2019, and its code.
   *
   * @param foreground in [0, 1]; 0.30, SemFormer 0.11
   * @param background in [0, 1]; 0.05, SemFormer 0.15
   */
  record ThresholdPair(double foreground, double background) implements LabelRule {
    /** Checks the ranges. */
    public ThresholdPair {
      if (!(foreground >= 0 && foreground <= 1 && background >= 0 && background <= 1)) {
        throw new RecipeException(
            "label thresholds must be in [0, 1], found " + foreground + " and " + background);
      }
    }
  }

  /**
   * IRNet's rule around a threshold of each image's own, so that none has to be chosen: {@link
   * Background.Otsu} plus a distance is the foreground threshold, minus a distance the background
   * threshold.
   *
   * @param above distance of the foreground threshold, in [0, 1]; 0.1
   * @param below distance of the background threshold, in [0, 1]; 0.1
   */
  record OtsuPair(double above, double below) implements LabelRule {
    /** Checks the ranges. */
    public OtsuPair {
      if (!(above >= 0 && above <= 1 && below >= 0 && below <= 1)) {
        throw new RecipeException(
            "label distances from Otsu's threshold must be in [0, 1], found "
                + above
                + " and "
                + below);
      }
    }
  }
}
