package org.tag2mask.runtime.recipe;

import org.tag2mask.runtime.RecipeException;

/**
 * How images with a side longer than a window are cut: into overlapping windows, each segmented by
 * itself, scales and CRF included. A pixel gets the label of the window in whose middle part it
 * lies, so memory is that of one window, whatever the size of the image.
 *
 * @param window longest side of what is segmented at once, pixels, at least 64
 * @param overlap pixels two neighbours share, at least 0 and at most half a window; each takes half
 *     of them, so every pixel is seen with {@code overlap/2} pixels around it
 */
public record Tiles(int window, int overlap) {
  /** Windows of 1,024 pixels that share 256. */
  public static final Tiles DEFAULT = new Tiles(1024, 256);

  private static final int SMALLEST = 64;

  /** Checks the ranges. */
  public Tiles {
    if (window < SMALLEST || overlap < 0 || overlap > window / 2) {
      throw new RecipeException(
          "tiles need a window of at least "
              + SMALLEST
              + " pixels and an overlap of 0 to half a window, found window "
              + window
              + ", overlap "
              + overlap);
    }
  }
}
