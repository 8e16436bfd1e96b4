package org.tag2mask.runtime.recipe;

import org.tag2mask.runtime.RecipeException;

/**
 * The part of a scaled image that a segmenter sees at once: what is larger is run in windows that
 * share at least a third, and the logits of a cell are averaged over the windows it lies in. A
 * network that was trained on crops knows maps of their size only; dilated convolutions reach its
 * zeros outside of them from most cells, but hardly in a larger map. Windows as large as the crops
 * keep what it has learned.
 *
 * @param height pixels of the scaled image, at least 32 and a multiple of the model's stride
 * @param width pixels of the scaled image, likewise
 */
public record Window(int height, int width) {
  private static final int SMALLEST = 32;

  /** Checks the ranges. */
  public Window {
    if (height < SMALLEST || width < SMALLEST) {
      throw new RecipeException(
          "a window needs sides of at least "
              + SMALLEST
              + " pixels, found "
              + height
              + " rows and "
              + width
              + " columns");
    }
  }
}
