package org.tag2mask.runtime.recipe;

import java.util.Locale;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.image.Resampling;
import org.tag2mask.runtime.image.RgbImage;

/** A changed copy of an image that it is paired with, in training or when maps are made. */
public sealed interface SelfPair {

  /** The mirror image. */
  record Mirrored() implements SelfPair {
    @Override
    public RgbImage of(RgbImage image) {
      return image.flipped();
    }

    @Override
    public String word() {
      return FLIP;
    }
  }

  /**
   * The image at another size.
   *
   * @param factor of both sides, in (0, 8]
   */
  record Scaled(double factor) implements SelfPair {
    /** Checks the range. */
    public Scaled {
      if (!(factor > 0 && factor <= 8)) {
        throw new RecipeException(
            "an image is paired with itself at a factor in (0, 8], found " + factor);
      }
    }

    @Override
    public RgbImage of(RgbImage image) {
      return image.scaled(factor, Resampling.BICUBIC);
    }

    @Override
    public String word() {
      String text = String.format(Locale.ROOT, "%s", factor);
      return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
  }

  /** The word for the mirror image. */
  String FLIP = "flip";

  /**
   * The copy.
   *
   * @param image the image; not modified
   */
  RgbImage of(RgbImage image);

  /** Its word in recipes and options: {@code flip}, or the factor. */
  String word();

  /**
   * The copy of a word.
   *
   * @param word as {@link #word}
   * @throws RecipeException when it is neither {@code flip} nor a factor
   */
  static SelfPair parse(String word) {
    if (word.equals(FLIP)) {
      return new Mirrored();
    }
    try {
      return new Scaled(Double.parseDouble(word));
    } catch (NumberFormatException e) {
      throw new RecipeException(
          "an image is paired with itself as '"
              + word
              + "', expected flip or a factor such as 0.75",
          e);
    }
  }
}
