package org.tag2mask.data.augment;

import java.util.SplittableRandom;
import org.tag2mask.data.random.Draw;

/**
 * Pads at the right and bottom up to the crop size, then crops at random (DeepLab, CIAN): a smaller
 * picture stays in the left upper corner. Labels of padding are 255.
 *
 * @param width of the result, pixels
 * @param height of the result, pixels
 * @param pad colour outside the picture
 */
public record PadThenCrop(int width, int height, PadColour pad) implements Augmentation {

  /** Checks the size. */
  public PadThenCrop {
    Range.check("crop side", Math.min(width, height), Math.max(width, height), 1);
  }

  @Override
  public LabelledImage apply(LabelledImage in, SplittableRandom random) {
    int dx = -Draw.below(random, Math.max(0, in.width() - width) + 1);
    int dy = -Draw.below(random, Math.max(0, in.height() - height) + 1);
    return in.onCanvas(width, height, dx, dy, pad);
  }
}
