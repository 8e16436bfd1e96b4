package org.tag2mask.runtime.recipe;

import java.util.List;
import java.util.OptionalInt;
import org.tag2mask.runtime.RecipeException;

/** What the scales of maps and of segmenters have in common. */
final class ImageScales {
  private ImageScales() {}

  /** Scales as the records hold them: one or more, each in (0, 8], none twice. */
  static List<Double> checked(String whose, List<Double> scales) {
    if (scales.isEmpty()
        || scales.stream().anyMatch(s -> !(s > 0 && s <= 8))
        || scales.stream().distinct().count() != scales.size()) {
      throw new RecipeException(
          whose + " scales must be one or more different factors in (0, 8], found " + scales);
    }
    return List.copyOf(scales);
  }

  /** Refuses a long side that is not 16 to 8192 pixels. */
  static void checkLongSide(String whose, OptionalInt longSide) {
    if (longSide.isPresent() && (longSide.getAsInt() < 16 || longSide.getAsInt() > 8192)) {
      throw new RecipeException(
          "the long side that "
              + whose
              + " scales are factors of must be 16 to 8192 pixels, found "
              + longSide.getAsInt());
    }
  }

  /** What an image of this size is resized by. */
  static double factor(double scale, OptionalInt longSide, int width, int height) {
    return longSide.isPresent() ? scale * longSide.getAsInt() / Math.max(width, height) : scale;
  }
}
