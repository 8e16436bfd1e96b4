package org.tag2mask.data.augment;

import java.util.SplittableRandom;
import org.tag2mask.data.random.Draw;
import org.tag2mask.runtime.image.Resampling;

/**
 * Cuts out a window of random area and aspect and resizes it, bilinear with antialias (the rule of
 * torchvision: ten tries, then the largest central window of an allowed aspect).
 *
 * @param width of the result, pixels
 * @param height of the result, pixels
 * @param lowArea smallest share of the picture's area, above 0
 * @param highArea largest share, at most 1
 * @param lowAspect smallest width/height, above 0
 * @param highAspect largest width/height
 */
public record RandomResizedCrop(
    int width, int height, double lowArea, double highArea, double lowAspect, double highAspect)
    implements Augmentation {

  private static final int TRIES = 10;

  /** Checks the ranges. */
  public RandomResizedCrop {
    Range.check("crop side", Math.min(width, height), Math.max(width, height), 1);
    Range.check("area", lowArea, highArea, Double.MIN_VALUE);
    Range.check("aspect", lowAspect, highAspect, Double.MIN_VALUE);
  }

  /** A square result with area 0.08..1 and aspect 3/4..4/3, the usual choice. */
  public static RandomResizedCrop square(int side) {
    return new RandomResizedCrop(side, side, 0.08, 1, 3.0 / 4, 4.0 / 3);
  }

  @Override
  public LabelledImage apply(LabelledImage in, SplittableRandom random) {
    Box window = window(in.width(), in.height(), random);
    return in.onCanvas(
            window.width(), window.height(), -window.x(), -window.y(), PadColour.MIDDLE_GREY)
        .resized(width, height, Resampling.BILINEAR);
  }

  private Box window(int w, int h, SplittableRandom random) {
    for (int i = 0; i < TRIES; i++) {
      double area = (double) w * h * Draw.between(random, lowArea, highArea);
      double aspect = Math.exp(Draw.between(random, Math.log(lowAspect), Math.log(highAspect)));
      int cropW = (int) Math.rint(Math.sqrt(area * aspect));
      int cropH = (int) Math.rint(Math.sqrt(area / aspect));
      if (cropW > 0 && cropW <= w && cropH > 0 && cropH <= h) {
        int y = Draw.below(random, h - cropH + 1);
        int x = Draw.below(random, w - cropW + 1);
        return new Box(x, y, cropW, cropH);
      }
    }
    double aspect = (double) w / h;
    int cropW = aspect > highAspect ? (int) Math.rint(h * highAspect) : w;
    int cropH = aspect < lowAspect ? (int) Math.rint(w / lowAspect) : h;
    return new Box((w - cropW) / 2, (h - cropH) / 2, cropW, cropH);
  }
}
