package org.tag2mask.runtime.recipe;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.tag2mask.runtime.RecipeException;
import org.tag2mask.runtime.contract.ScalesInside;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;

/**
 * How one map per class is made from an image: the image is scaled (Pillow bicubic), run with and
 * without mirroring, the maps are brought to one grid bilinearly, each pair is merged, the scales
 * are summed, and the sum is normalised.
 *
 * @param scales factors in order, each in (0, 8], none twice
 * @param flip how the mirrored twin is merged in
 * @param placement where the map's cells lie on the image
 * @param grid the grid the maps are summed on
 * @param normalization how sums become 0..1
 * @param pairs how an image is compared with others, for models of pairs; empty for maps of the
 *     image alone
 * @param longSide what the scales are factors of: the image brought to this many pixels along its
 *     longer side, 16 to 8192, so that images of all sizes are seen alike; empty for the image as
 *     it is
 */
public record CamMerge(
    List<Double> scales,
    FlipMerge flip,
    Placement placement,
    Grid grid,
    CamNormalization normalization,
    Optional<PairMaps> pairs,
    OptionalInt longSide) {

  /** A merge of the maps of the image alone, as large as it is. */
  public CamMerge(
      List<Double> scales,
      FlipMerge flip,
      Placement placement,
      Grid grid,
      CamNormalization normalization) {
    this(scales, flip, placement, grid, normalization, Optional.empty(), OptionalInt.empty());
  }

  /** Checks the scales and what they are factors of. */
  public CamMerge {
    scales = ImageScales.checked("CAM", scales);
    ImageScales.checkLongSide("CAM", longSide);
    if (longSide.isPresent() && pairs.isPresent()) {
      throw new RecipeException(
          "maps of pairs have a long side of their own (pairs.long_side); leave out the long side"
              + " of the scales, found "
              + longSide.getAsInt());
    }
  }

  /**
   * What an image is resized by for one of the scales.
   *
   * @param scale one of the scales
   * @param width pixels of the image
   * @param height pixels of the image
   * @return the factor, above 0
   */
  public double factor(double scale, int width, int height) {
    return ImageScales.factor(scale, longSide, width, height);
  }

  /**
   * The merge nearly all public code uses: sum over the scales of the sum of each flip pair.
   *
   * @param scales factors in order
   * @return the merge, cells placed as the model contract says, full grid, {@code /(max+1e-5)}
   */
  public static CamMerge of(Double... scales) {
    return new CamMerge(
        List.of(scales), FlipMerge.SUM, Placement.CELLS, Grid.FULL, CamNormalization.MAX);
  }

  /**
   * The same with other scales.
   *
   * @param newScales factors in order
   * @return a new merge
   */
  public CamMerge withScales(List<Double> newScales) {
    return new CamMerge(newScales, flip, placement, grid, normalization, pairs, longSide);
  }

  /**
   * The same with the scales and flips that a model runs by itself.
   *
   * @param inside what the model's contract says
   * @return a new merge; this one for a model that leaves them to the caller
   */
  public CamMerge withScalesOf(ScalesInside inside) {
    return inside.plain() ? this : withScales(inside.scales()).withFlip(inside.flip());
  }

  /**
   * The same with another flip rule.
   *
   * @param newFlip how the mirrored twin is merged in
   * @return a new merge
   */
  public CamMerge withFlip(FlipMerge newFlip) {
    return new CamMerge(scales, newFlip, placement, grid, normalization, pairs, longSide);
  }

  /**
   * The same with another placement.
   *
   * @param newPlacement where the map's cells lie
   * @return a new merge
   */
  public CamMerge withPlacement(Placement newPlacement) {
    return new CamMerge(scales, flip, newPlacement, grid, normalization, pairs, longSide);
  }

  /**
   * The same on another grid.
   *
   * @param newGrid the grid the maps are summed on
   * @return a new merge
   */
  public CamMerge withGrid(Grid newGrid) {
    return new CamMerge(scales, flip, placement, newGrid, normalization, pairs, longSide);
  }

  /**
   * The same with another normalisation.
   *
   * @param newNormalization how sums become 0..1
   * @return a new merge
   */
  public CamMerge withNormalization(CamNormalization newNormalization) {
    return new CamMerge(scales, flip, placement, grid, newNormalization, pairs, longSide);
  }

  /**
   * The same with another rule for pairs.
   *
   * @param newPairs how an image is compared with others
   * @return a new merge
   */
  public CamMerge withPairs(PairMaps newPairs) {
    return new CamMerge(
        scales, flip, placement, grid, normalization, Optional.of(newPairs), longSide);
  }

  /**
   * The same with scales of the image brought to one size.
   *
   * @param pixels along the longer side
   * @return a new merge
   */
  public CamMerge withLongSide(int pixels) {
    return new CamMerge(
        scales, flip, placement, grid, normalization, pairs, OptionalInt.of(pixels));
  }
}
