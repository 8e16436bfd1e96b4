package org.tag2mask.trainer.loader;

import java.util.ArrayList;
import java.util.List;
import org.tag2mask.data.augment.Augmentation;
import org.tag2mask.data.augment.ColourJitter;
import org.tag2mask.data.augment.PadColour;
import org.tag2mask.data.augment.RandomCrop;
import org.tag2mask.data.augment.RandomFlip;
import org.tag2mask.data.augment.RandomLongSide;
import org.tag2mask.data.augment.RandomScale;
import org.tag2mask.data.augment.Stretch;

/**
 * How training pictures are changed: scaled at random, mirrored, coloured, cropped.
 *
 * @param height rows of the crop, pixels
 * @param width columns of the crop, pixels
 * @param scaleLow smallest random scale; 1 and 1 for none
 * @param scaleHigh largest random scale
 * @param longSideLow shortest random long side, used instead of the scale if above 0, pixels
 * @param longSideHigh longest random long side, pixels
 * @param flip probability of mirroring, 0..1
 * @param jitter strength of brightness, contrast and saturation jitter, 0 for none; the hue moves
 *     by a third of it
 * @param fit how a picture comes to the size of the crop
 */
public record CropSettings(
    int height,
    int width,
    double scaleLow,
    double scaleHigh,
    int longSideLow,
    int longSideHigh,
    double flip,
    double jitter,
    Fit fit) {

  /** How a picture comes to the size of the crop. */
  public enum Fit {
    /** A random part of it, or all of it at a random place. */
    CROP,
    /** All of it, its shape not kept; excludes random scales and sides. */
    STRETCH
  }

  /** Settings with random crops. */
  public CropSettings(
      int height,
      int width,
      double scaleLow,
      double scaleHigh,
      int longSideLow,
      int longSideHigh,
      double flip,
      double jitter) {
    this(height, width, scaleLow, scaleHigh, longSideLow, longSideHigh, flip, jitter, Fit.CROP);
  }

  /** 224×224 crops, scale 0.75..1.25, mirrored half the time, no colour jitter. */
  public static final CropSettings DEFAULT = new CropSettings(224, 224, 0.75, 1.25, 0, 0, 0.5, 0);

  /** Checks the ranges. */
  public CropSettings {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a crop needs at least one pixel but is " + height + " x " + width);
    }
    if (jitter < 0 || jitter > 1) {
      throw new IllegalArgumentException("colour jitter must be 0..1 but is " + jitter);
    }
    if (longSideLow == 0 && longSideHigh != 0) {
      throw new IllegalArgumentException("the long side needs both bounds or none");
    }
    if (fit == Fit.STRETCH && (scaleLow != 1 || scaleHigh != 1 || longSideLow != 0)) {
      throw new IllegalArgumentException(
          "stretched pictures are not scaled: with fit stretch scale_low and scale_high must be 1"
              + " and long_side_low 0, but are "
              + scaleLow
              + ", "
              + scaleHigh
              + " and "
              + longSideLow);
    }
    steps(height, width, scaleLow, scaleHigh, longSideLow, longSideHigh, flip, jitter, fit);
  }

  /** The steps in order. */
  public Augmentation augmentation() {
    return Augmentation.sequence(
        steps(height, width, scaleLow, scaleHigh, longSideLow, longSideHigh, flip, jitter, fit));
  }

  private static List<Augmentation> steps(
      int height,
      int width,
      double scaleLow,
      double scaleHigh,
      int longSideLow,
      int longSideHigh,
      double flip,
      double jitter,
      Fit fit) {
    List<Augmentation> steps = new ArrayList<>();
    if (fit == Fit.STRETCH) {
      steps.add(new Stretch(width, height));
    } else if (longSideLow > 0) {
      steps.add(new RandomLongSide(longSideLow, longSideHigh));
    } else if (scaleLow != 1 || scaleHigh != 1) {
      steps.add(new RandomScale(scaleLow, scaleHigh));
    }
    if (flip > 0) {
      steps.add(new RandomFlip(flip));
    }
    if (jitter > 0) {
      steps.add(new ColourJitter(jitter, jitter, jitter, Math.min(0.5, jitter / 3)));
    }
    if (fit == Fit.CROP) {
      // The colour does not matter: what lies outside is set to exact zeros after normalising.
      steps.add(new RandomCrop(width, height, PadColour.MIDDLE_GREY));
    }
    return steps;
  }
}
