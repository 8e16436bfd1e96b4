package org.tag2mask.cli.option;

import com.beust.jcommander.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;
import org.tag2mask.runtime.recipe.CamMerge;

/** How maps are merged, instead of the recipe's way. */
public final class MapOptions {
  /** The scales. */
  @Parameter(
      names = "--scales",
      order = 16,
      placeholder = "LIST",
      description = "scales of the maps, such as 0.5,1,1.5,2")
  public List<Double> scales = new ArrayList<>();

  /** What the scales are factors of. */
  @Parameter(
      names = "--long-side",
      order = 16,
      placeholder = "N",
      description =
          "scales are of the image brought to N pixels along its longer side (500: the photos the"
              + " recipes were published for), not of the image as it is")
  public Integer longSide;

  /** No mirror images. */
  @Parameter(names = "--no-flip", order = 17, description = "do not merge maps of the mirror image")
  public boolean noFlip;

  /** Whether nothing was asked for. */
  boolean none() {
    return scales.isEmpty() && longSide == null && !noFlip;
  }

  /** The merge with what was asked for. */
  CamMerge changed(CamMerge merge) {
    CamMerge changed = scales.isEmpty() ? merge : merge.withScales(scales);
    if (longSide != null) {
      changed = changed.withLongSide(longSide);
    }
    return noFlip ? changed.withFlip(FlipMerge.NONE) : changed;
  }
}
