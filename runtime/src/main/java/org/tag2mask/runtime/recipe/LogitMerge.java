package org.tag2mask.runtime.recipe;

import java.util.List;
import java.util.Optional;
import org.tag2mask.runtime.RecipeException;

/**
 * How the scores of an image are made by a segmenter: the image is scaled (Pillow bicubic), run
 * with and without mirroring, the logits are brought to the image's size bilinearly and merged.
 *
 * @param scales factors in order, each in (0, 8], none twice
 * @param flip whether the mirror image is run too
 * @param rule how the scores of all runs become one
 * @param window what is run at once at each scale, or empty for the whole scaled image
 */
public record LogitMerge(List<Double> scales, Flip flip, ScoreMerge rule, Optional<Window> window) {

  /** Whether the mirror image has a say. */
  public enum Flip {
    /** Only the image is run. */
    NONE,
    /** Image and mirror image are run and merged alike. */
    MIRROR
  }

  /** Checks the scales. */
  public LogitMerge {
    scales = List.copyOf(scales);
    if (scales.isEmpty()
        || scales.stream().anyMatch(s -> !(s > 0 && s <= 8))
        || scales.stream().distinct().count() != scales.size()) {
      throw new RecipeException(
          "segmenter scales must be one or more different factors in (0, 8], found " + scales);
    }
  }

  /**
   * The mean logits of some scales without mirroring.
   *
   * @param scales factors in order
   * @return the merge
   */
  public static LogitMerge of(Double... scales) {
    return new LogitMerge(List.of(scales), Flip.NONE, ScoreMerge.MEAN_LOGITS, Optional.empty());
  }

  /**
   * The same with other scales.
   *
   * @param newScales factors in order
   * @return a new merge
   */
  public LogitMerge withScales(List<Double> newScales) {
    return new LogitMerge(newScales, flip, rule, window);
  }

  /**
   * The same with or without the mirror image.
   *
   * @param newFlip whether it is run
   * @return a new merge
   */
  public LogitMerge withFlip(Flip newFlip) {
    return new LogitMerge(scales, newFlip, rule, window);
  }

  /**
   * The same with another rule.
   *
   * @param newRule how scores become one
   * @return a new merge
   */
  public LogitMerge withRule(ScoreMerge newRule) {
    return new LogitMerge(scales, flip, newRule, window);
  }

  /**
   * The same in other windows.
   *
   * @param newWindow what is run at once, or empty for the whole scaled image
   * @return a new merge
   */
  public LogitMerge withWindow(Optional<Window> newWindow) {
    return new LogitMerge(scales, flip, rule, newWindow);
  }
}
