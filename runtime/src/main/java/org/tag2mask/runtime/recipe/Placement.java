package org.tag2mask.runtime.recipe;

import org.tag2mask.runtime.image.MapResize.Axis;
import org.tag2mask.runtime.image.MapResize.Corners;

/**
 * Where on the image the cells of a map lie when it is resampled. Networks that pad inside cover
 * more than the image with their last cells; public code mostly stretches the map over the image
 * instead.
 */
public enum Placement {
  /**
   * Cell {@code i} covers {@code stride} pixels of the scaled, padded image, whatever the image's
   * size; the overhang is cropped. Right for models that keep the contract.
   */
  CELLS,
  /** The map covers exactly the image, edges on edges (PSA, SEAM, VWE at full size). */
  STRETCH,
  /** The map covers the image padded to a multiple of the stride, then cropped (IRN, SemFormer). */
  STRETCH_PADDED,
  /** The centres of the corner cells lie on the corner pixels ({@code align_corners=True}). */
  ALIGNED;

  /**
   * Where the samples of one axis are read in a map.
   *
   * @param cells cells of the map along the axis
   * @param stride pixels of the scaled image a cell covers
   * @param scaled length of the scaled image
   * @param side length of the image
   * @param grid the grid the samples lie on
   * @return one source position for each of {@code grid.length(side)} samples
   */
  public Axis axis(int cells, int stride, int scaled, int side, Grid grid) {
    int samples = grid.length(side);
    return switch (this) {
      case CELLS -> Axis.cells((double) stride * side / scaled / grid.cell(), samples);
      case STRETCH -> Axis.cells((double) samples / cells, samples);
      case STRETCH_PADDED -> {
        // IRN resizes straight to the quarter grid and pads only the full-size map.
        int padded = grid == Grid.FULL ? (side + stride - 1) / stride * stride : samples;
        yield Axis.cells((double) padded / cells, samples);
      }
      case ALIGNED -> Axis.stretch(cells, samples, Corners.ALIGNED);
    };
  }
}
