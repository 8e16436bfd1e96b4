package org.tag2mask.data.augment;

import java.util.SplittableRandom;
import org.tag2mask.data.random.Draw;

/**
 * Mirrors picture and labels left to right.
 *
 * @param probability 0..1, usually 0.5
 */
public record RandomFlip(double probability) implements Augmentation {

  /** Checks the range. */
  public RandomFlip {
    Range.check("flip probability", probability, 1, 0);
  }

  @Override
  public LabelledImage apply(LabelledImage in, SplittableRandom random) {
    return Draw.unit(random) < probability ? in.flipped() : in;
  }
}
