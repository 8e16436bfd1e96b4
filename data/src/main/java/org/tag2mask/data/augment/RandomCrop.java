package org.tag2mask.data.augment;

import java.util.SplittableRandom;
import org.tag2mask.data.random.Draw;

/**
 * Random crop with placement (PSA, IRN, SEAM, SemFormer). Where the picture is longer than the crop
 * a window is picked uniformly; where it is shorter it is placed at a uniform offset on a canvas of
 * the pad colour, with labels 255. {@link LabelledImage#valid()} of the result is the placed part.
 *
 * @param width of the result, pixels
 * @param height of the result, pixels
 * @param pad colour outside the picture
 */
public record RandomCrop(int width, int height, PadColour pad) implements Augmentation {

  /** Checks the size. */
  public RandomCrop {
    Range.check("crop side", Math.min(width, height), Math.max(width, height), 1);
  }

  @Override
  public LabelledImage apply(LabelledImage in, SplittableRandom random) {
    int dx = offset(width - in.width(), random);
    int dy = offset(height - in.height(), random);
    return in.onCanvas(width, height, dx, dy, pad);
  }

  /** Space to place (positive) or surplus to cut off (negative), both ends included. */
  private static int offset(int space, SplittableRandom random) {
    int drawn = Draw.below(random, Math.abs(space) + 1);
    return space < 0 ? -drawn : drawn;
  }
}
