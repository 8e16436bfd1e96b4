package org.tag2mask.runtime.cam;

import java.util.Map;
import org.tag2mask.runtime.recipe.Grid;

/**
 * The maps of the classes taken to be in an image, merged over scales and flips and normalised.
 *
 * @param classIds ids 1..K of the present classes, ascending; may be empty
 * @param width image width in pixels
 * @param height image height in pixels
 * @param grid the grid of the maps
 * @param planes {@code [classes][grid rows][grid columns]} in the order of {@code classIds}; the
 *     receiver's own
 * @param scores {@code [K]}: the logit of <em>every</em> class of the model, the mean over scales
 *     and flips; the receiver's own
 * @param extras further maps of the model by the name of their output, {@code [grid rows][grid
 *     columns]} each, merged like the classes' but not normalised; usually none
 */
public record Cams(
    int[] classIds,
    int width,
    int height,
    Grid grid,
    float[] planes,
    float[] scores,
    Map<String, float[]> extras) {

  /** Keeps the maps by name as they are. */
  public Cams {
    extras = Map.copyOf(extras);
  }

  /** Maps without further ones. */
  public Cams(int[] classIds, int width, int height, Grid grid, float[] planes, float[] scores) {
    this(classIds, width, height, grid, planes, scores, Map.of());
  }

  /**
   * Columns of a map.
   *
   * @return samples
   */
  public int gridWidth() {
    return grid.length(width);
  }

  /**
   * Rows of a map.
   *
   * @return samples
   */
  public int gridHeight() {
    return grid.length(height);
  }

  /**
   * One sample of a map.
   *
   * @param index position in {@link #classIds}
   * @param x column of the grid
   * @param y row of the grid
   * @return the normalised activation
   */
  public float at(int index, int x, int y) {
    return planes[(index * gridHeight() + y) * gridWidth() + x];
  }
}
