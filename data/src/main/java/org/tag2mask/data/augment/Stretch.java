package org.tag2mask.data.augment;

import java.util.SplittableRandom;
import org.tag2mask.runtime.image.Resampling;

/**
 * Brings every picture to one size whatever its shape, as the public code of MCIS does (256×256);
 * bicubic with antialias.
 *
 * @param width columns, pixels, at least 1
 * @param height rows, pixels, at least 1
 */
public record Stretch(int width, int height) implements Augmentation {

  /** Checks the sizes. */
  public Stretch {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "a picture has at least one pixel, not " + width + " x " + height);
    }
  }

  @Override
  public LabelledImage apply(LabelledImage in, SplittableRandom random) {
    return in.resized(width, height, Resampling.BICUBIC);
  }
}
