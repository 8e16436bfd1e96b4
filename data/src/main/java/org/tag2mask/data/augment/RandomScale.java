package org.tag2mask.data.augment;

import java.util.SplittableRandom;
import org.tag2mask.data.random.Draw;
import org.tag2mask.runtime.image.Resampling;
import org.tag2mask.runtime.image.RgbImage;

/**
 * Scales by a uniform real factor; sides are rounded half to even; bicubic with antialias.
 *
 * @param low smallest factor, above 0
 * @param high largest factor
 */
public record RandomScale(double low, double high) implements Augmentation {

  /** Checks the range. */
  public RandomScale {
    Range.check("scale", low, high, Double.MIN_VALUE);
  }

  @Override
  public LabelledImage apply(LabelledImage in, SplittableRandom random) {
    double scale = Draw.between(random, low, high);
    return in.resized(
        RgbImage.scaledSide(in.width(), scale),
        RgbImage.scaledSide(in.height(), scale),
        Resampling.BICUBIC);
  }
}
