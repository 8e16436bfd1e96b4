package org.tag2mask.crf;

import java.util.Objects;

/**
 * Features of every pixel, given by the caller for a {@link PairwiseKernel.Features} kernel.
 *
 * @param dimensions d, 1 to {@value PairwiseKernel#MAX_DIMENSIONS}
 * @param values planar {@code [d][H*W]}, finite; not copied and never modified
 */
public record FeatureMap(int dimensions, float[] values) {
  /** Checks the number of dimensions; lengths and values are checked with the image. */
  public FeatureMap {
    Checks.between("dimensions", dimensions, 1, PairwiseKernel.MAX_DIMENSIONS);
    Objects.requireNonNull(values, "values");
  }
}
