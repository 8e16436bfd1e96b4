package org.tag2mask.data.augment;

import java.util.SplittableRandom;
import org.tag2mask.data.random.Draw;
import org.tag2mask.runtime.image.RgbImage;

/**
 * Adds one uniform amount each to hue, saturation and value of the whole picture, on the scales of
 * OpenCV's 8-bit HSV: hue 0..180 (two degrees a step, cyclic), saturation and value 0..255
 * (clipped). Public segmenter training uses 10 for all three. Changes the image only.
 *
 * @param hue largest shift, steps of two degrees, 0..90
 * @param saturation largest shift, 0..255
 * @param value largest shift, 0..255
 */
public record HsvJitter(double hue, double saturation, double value) implements Augmentation {

  /** Ten steps each. */
  public static final HsvJitter USUAL = new HsvJitter(10, 10, 10);

  /** Checks the ranges. */
  public HsvJitter {
    Range.check("hue shift", hue, 90, 0);
    Range.check("saturation shift", saturation, 255, 0);
    Range.check("value shift", value, 255, 0);
  }

  @Override
  public LabelledImage apply(LabelledImage in, SplittableRandom random) {
    float degrees = (float) (2 * Draw.between(random, -hue, hue));
    float s = (float) Draw.between(random, -saturation, saturation);
    float v = (float) Draw.between(random, -value, value);
    byte[] rgb = in.image().toBytes();
    PixelColour.hsv(rgb, degrees, s, v);
    return in.withImage(RgbImage.wrap(in.width(), in.height(), rgb));
  }
}
