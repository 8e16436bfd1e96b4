package org.tag2mask.trainer.objective;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.network.NamedOptions;
import org.tag2mask.trainer.loss.SeamLoss.View;
import org.tag2mask.trainer.lowering.ResizeMatrix;

/**
 * The second, smaller view of the images that SEAM's regularisation compares with the first, for
 * every network with the outputs {@code map} and {@code refined}.
 *
 * @param scale of the smaller copies, above 0 and below 1, 0.3 in the paper; their sides are
 *     rounded to what the network needs
 * @param grid where maps are compared
 */
record Equivariance(double scale, Grid grid) {
  static final String SCALE = "scale";
  static final String GRID = "grid";
  private static final double PUBLISHED = 0.3;

  /** Where maps are compared. */
  enum Grid {
    /** Brought to the size of their images, as the public code does. */
    PIXELS,
    /** As they are: at stride 8 a 64th of the memory, for many classes. */
    CELLS;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks the scale. */
  Equivariance {
    if (!(scale > 0 && scale < 1)) {
      throw new ModelException("the scale of the smaller view is between 0 and 1, not " + scale);
    }
  }

  /**
   * From the options of an objective.
   *
   * @param scale name of the option with the scale
   * @param usual the grid where the option {@code grid} is not given
   */
  static Equivariance of(NamedOptions options, String scale, Grid usual) {
    String grid = options.oneOf(GRID, usual.word(), Grid.PIXELS.word(), Grid.CELLS.word());
    return new Equivariance(
        options.number(scale, PUBLISHED), Grid.valueOf(grid.toUpperCase(Locale.ROOT)));
  }

  /** The options with their values, in a fixed order. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(SCALE, scale);
    map.put(GRID, grid.word());
    return map;
  }

  /**
   * The smaller copies.
   *
   * @param images {@code [N,3,H,W]}; not modified
   * @param multiple what sides must be multiples of
   */
  NDArray smaller(NDArray images, int multiple) {
    return ResizeMatrix.aligned(
        images, side(images.getShape().get(2), multiple), side(images.getShape().get(3), multiple));
  }

  private int side(long pixels, int multiple) {
    return (int) Math.max(1, Math.rint(pixels * scale / multiple)) * multiple;
  }

  /**
   * Maps where they are compared.
   *
   * @param maps {@code [N,K,h,w]}
   * @param refined {@code [N,K+1,h,w]}
   * @param images {@code [N,3,H,W]} they were made from
   */
  View view(NDArray maps, NDArray refined, NDArray images) {
    return grid == Grid.CELLS
        ? new View(maps, refined)
        : new View(like(maps, images), like(refined, images));
  }

  private static NDArray like(NDArray maps, NDArray images) {
    return ResizeMatrix.aligned(
        maps, Math.toIntExact(images.getShape().get(2)), Math.toIntExact(images.getShape().get(3)));
  }
}
