package org.tag2mask.data.augment;

import java.util.SplittableRandom;
import org.tag2mask.data.random.Draw;
import org.tag2mask.runtime.image.Resampling;

/**
 * Scales so that the longer side has a random length (PSA, SEAM, SemFormer: 448..768, 224..896).
 * The other side is rounded half to even; bicubic with antialias.
 *
 * @param low shortest length of the longer side, pixels, at least 1
 * @param high longest length, included
 */
public record RandomLongSide(int low, int high) implements Augmentation {

  /** Checks the range. */
  public RandomLongSide {
    Range.check("long side", low, high, 1);
  }

  @Override
  public LabelledImage apply(LabelledImage in, SplittableRandom random) {
    int target = low + Draw.below(random, high - low + 1);
    boolean wide = in.width() >= in.height();
    int width = wide ? target : side(in.width(), target, in.height());
    int height = wide ? side(in.height(), target, in.width()) : target;
    return in.resized(width, height, Resampling.BICUBIC);
  }

  /** In this order of operations, as Python's round(w * target / h). */
  private static int side(int length, int target, int longer) {
    return (int) Math.max(1, Math.rint((double) length * target / longer));
  }
}
