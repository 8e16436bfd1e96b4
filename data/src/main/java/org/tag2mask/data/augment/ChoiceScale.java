package org.tag2mask.data.augment;

import java.util.List;
import java.util.SplittableRandom;
import org.tag2mask.data.random.Draw;
import org.tag2mask.runtime.image.Resampling;
import org.tag2mask.runtime.image.RgbImage;

/**
 * Scales by a factor picked uniformly from a list (DeepLab: 0.5, 0.75, 1, 1.25, 1.5); sides are
 * rounded half to even; bicubic with antialias.
 *
 * @param factors at least one, each above 0
 */
public record ChoiceScale(List<Double> factors) implements Augmentation {

  /** Checks and copies the list. */
  public ChoiceScale {
    factors = List.copyOf(factors);
    if (factors.isEmpty() || factors.stream().anyMatch(factor -> !(factor > 0))) {
      throw new IllegalArgumentException("factors are " + factors + ", expected some above 0");
    }
  }

  @Override
  public LabelledImage apply(LabelledImage in, SplittableRandom random) {
    double scale = factors.get(Draw.below(random, factors.size()));
    return in.resized(
        RgbImage.scaledSide(in.width(), scale),
        RgbImage.scaledSide(in.height(), scale),
        Resampling.BICUBIC);
  }
}
