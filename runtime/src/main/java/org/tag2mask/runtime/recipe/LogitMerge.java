package org.tag2mask.runtime.recipe;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the scores of an image are made by a segmenter: the image is scaled (Pillow bicubic), run
 * with and without mirroring, the logits are brought to the image's size bilinearly and merged.
 *
 * @param scales factors in order, each in (0, 8], none twice
 * @param flip whether the mirror image is run too
 * @param rule how the scores of all runs become one
 * @param window what is run at once at each scale, or empty for the whole scaled image
 * @param longSide what the scales are factors of: the image brought to this many pixels along its
 *     longer side, 16 to 8192, so that images of all sizes are seen alike; empty for the image as
 *     it is
 */
public record LogitMerge(
    List<Double> scales,
    Flip flip,
    ScoreMerge rule,
    Optional<Window> window,
    OptionalInt longSide) {

  /** Whether the mirror image has a say. */
  public enum Flip {
    /** Only the image is run. */
    NONE,
    /** Image and mirror image are run and merged alike. */
    MIRROR
  }

  /** Checks the scales and what they are factors of. */
  public LogitMerge {
    scales = ImageScales.checked("segmenter", scales);
    ImageScales.checkLongSide("segmenter", longSide);
  }

  /**
   * What an image is resized by for one of the scales.
   *
   * @param scale one of the scales
   * @param width pixels of the whole image, whatever tile of it is run
   * @param height pixels of the whole image
   * @return the factor, above 0
   */
  public double factor(double scale, int width, int height) {
    return ImageScales.factor(scale, longSide, width, height);
  }

  /**
   * The mean logits of some scales without mirroring.
   *
   * @param scales factors in order
   * @return the merge
   */
  public static LogitMerge of(Double... scales) {
    return new LogitMerge(
        List.of(scales), Flip.NONE, ScoreMerge.MEAN_LOGITS, Optional.empty(), OptionalInt.empty());
  }

  /**
   * The same with other scales.
   *
   * @param newScales factors in order
   * @return a new merge
   */
  public LogitMerge withScales(List<Double> newScales) {
    return new LogitMerge(newScales, flip, rule, window, longSide);
  }

  /**
   * The same with or without the mirror image.
   *
   * @param newFlip whether it is run
   * @return a new merge
   */
  public LogitMerge withFlip(Flip newFlip) {
    return new LogitMerge(scales, newFlip, rule, window, longSide);
  }

  /**
   * The same with another rule.
   *
   * @param newRule how scores become one
   * @return a new merge
   */
  public LogitMerge withRule(ScoreMerge newRule) {
    return new LogitMerge(scales, flip, newRule, window, longSide);
  }

  /**
   * The same in other windows.
   *
   * @param newWindow what is run at once, or empty for the whole scaled image
   * @return a new merge
   */
  public LogitMerge withWindow(Optional<Window> newWindow) {
    return new LogitMerge(scales, flip, rule, newWindow, longSide);
  }

  /**
   * The same with scales of the image brought to one size.
   *
   * @param pixels along the longer side, or empty for the image as it is
   * @return a new merge
   */
  public LogitMerge withLongSide(OptionalInt pixels) {
    return new LogitMerge(scales, flip, rule, window, pixels);
  }
}
