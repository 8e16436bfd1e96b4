package org.tag2mask.runtime.cam;

import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;
import org.tag2mask.runtime.image.MapResize;
import org.tag2mask.runtime.image.MapResize.Axis;
import org.tag2mask.runtime.recipe.CamMerge;
import org.tag2mask.runtime.recipe.Placement;

/**
 * Sums the maps of one image over scales. Each pair of a map and its mirrored twin is brought to
 * the grid of the sum (the twin read backwards, so that overhang of its last cells stays where it
 * belongs), merged, and added. Not thread-safe; one a picture.
 */
public final class MapSum {
  private final CamMerge merge;
  private final int stride;
  private final int width;
  private final int height;
  private final int gridWidth;
  private final int gridHeight;
  private final int[] channels;
  private final float[] sum;
  private final float[] plane;
  private final float[] twin;

  /**
   * An empty sum.
   *
   * @param merge placement, grid and flip rule
   * @param stride pixels of the scaled image a map cell covers
   * @param width image width in pixels
   * @param height image height in pixels
   * @param channels the channels of the maps to sum; not modified
   */
  public MapSum(CamMerge merge, int stride, int width, int height, int[] channels) {
    this.merge = merge;
    this.stride = stride;
    this.width = width;
    this.height = height;
    this.gridWidth = merge.grid().length(width);
    this.gridHeight = merge.grid().length(height);
    this.channels = channels.clone();
    int pixels = Math.multiplyExact(gridWidth, gridHeight);
    this.sum = new float[Math.multiplyExact(channels.length, pixels)];
    this.plane = new float[pixels];
    this.twin = merge.flip() == FlipMerge.NONE ? plane : new float[pixels];
  }

  /**
   * Adds the maps of one scale.
   *
   * @param map {@code [all channels][h][w]} of the scaled image; not modified
   * @param mirrored the same of the mirrored scaled image, not mirrored back; null exactly when the
   *     flip rule is NONE; not modified
   * @param h map rows
   * @param w map columns
   * @param scaledWidth width of the scaled image
   * @param scaledHeight height of the scaled image
   */
  public void add(float[] map, float[] mirrored, int h, int w, int scaledWidth, int scaledHeight) {
    if ((mirrored == null) != (merge.flip() == FlipMerge.NONE)) {
      throw new IllegalArgumentException(
          "flip rule "
              + merge.flip()
              + " with"
              + (mirrored == null ? "out" : "")
              + " a mirrored map");
    }
    Axis rows = merge.placement().axis(h, stride, scaledHeight, height, merge.grid());
    Axis columns = merge.placement().axis(w, stride, scaledWidth, width, merge.grid());
    Axis backwards = mirrored(columns, w, scaledWidth);
    for (int c = 0; c < channels.length; c++) {
      int offset = channels[c] * h * w;
      MapResize.resample(map, offset, h, w, rows, columns, plane, 0);
      if (mirrored != null) {
        MapResize.resample(mirrored, offset, h, w, rows, backwards, twin, 0);
      }
      accumulate(c * plane.length);
    }
  }

  /**
   * Where the samples lie in the map of the mirror image: cell coordinate u of the image (0 =
   * centre of the first cell) is {@code edge - 1 - u} there, the image's far edge being {@code
   * edge} cells away. A padded image ends inside its last cell, a stretched map at its last cell's
   * edge.
   */
  private Axis mirrored(Axis columns, int w, int scaledWidth) {
    double edge = merge.placement() == Placement.CELLS ? (double) scaledWidth / stride : w;
    return new Axis(columns.length(), edge - 1 - columns.origin(), -columns.step());
  }

  private void accumulate(int to) {
    switch (merge.flip()) {
      case NONE -> {
        for (int i = 0; i < plane.length; i++) {
          sum[to + i] += plane[i];
        }
      }
      case SUM -> {
        for (int i = 0; i < plane.length; i++) {
          sum[to + i] += plane[i] + twin[i];
        }
      }
      case MAX -> {
        for (int i = 0; i < plane.length; i++) {
          sum[to + i] += Math.max(plane[i], twin[i]);
        }
      }
      case MEAN -> {
        for (int i = 0; i < plane.length; i++) {
          sum[to + i] += 0.5f * (plane[i] + twin[i]);
        }
      }
    }
  }

  /**
   * The sum so far.
   *
   * @return {@code [channels][grid rows][grid columns]}, not a copy
   */
  public float[] sum() {
    return sum;
  }
}
