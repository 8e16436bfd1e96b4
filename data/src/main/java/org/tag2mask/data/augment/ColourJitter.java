package org.tag2mask.data.augment;

import java.util.SplittableRandom;
import org.tag2mask.data.random.Draw;
import org.tag2mask.runtime.image.RgbImage;

/**
 * Changes brightness, contrast, saturation and hue in random order, with the semantics of
 * torchvision's ColorJitter on Pillow images: factors uniform in {@code [max(0, 1-s), 1+s]}, the
 * hue shift in {@code [-hue, hue]} turns. Changes the image only.
 *
 * @param brightness strength s, 0 switches off
 * @param contrast strength
 * @param saturation strength
 * @param hue largest shift as a part of the colour circle, 0..0.5
 */
public record ColourJitter(double brightness, double contrast, double saturation, double hue)
    implements Augmentation {

  /** The setting of PSA, SEAM, MCIS and SemFormer: 0.3, 0.3, 0.3, 0.1. */
  public static final ColourJitter USUAL = new ColourJitter(0.3, 0.3, 0.3, 0.1);

  /** Checks the ranges. */
  public ColourJitter {
    double least = Math.min(Math.min(brightness, contrast), Math.min(saturation, hue));
    Range.check("jitter strength", least, Double.MAX_VALUE, 0);
    Range.check("hue shift", hue, 0.5, 0);
  }

  @Override
  public LabelledImage apply(LabelledImage in, SplittableRandom random) {
    int[] order = {0, 1, 2, 3};
    for (int i = order.length - 1; i > 0; i--) {
      int j = Draw.below(random, i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    float b = factor(brightness, random);
    float c = factor(contrast, random);
    float s = factor(saturation, random);
    double shift = Draw.between(random, -hue, hue);
    byte[] rgb = in.image().toBytes();
    for (int step : order) {
      switch (step) {
        case 0 -> PixelColour.brightness(rgb, b);
        case 1 -> PixelColour.contrast(rgb, c);
        case 2 -> PixelColour.saturation(rgb, s);
        default -> PixelColour.hue(rgb, shift);
      }
    }
    return in.withImage(RgbImage.wrap(in.width(), in.height(), rgb));
  }

  private static float factor(double strength, SplittableRandom random) {
    return (float) Draw.between(random, Math.max(0, 1 - strength), 1 + strength);
  }
}
