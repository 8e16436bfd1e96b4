package org.tag2mask.crf;

import java.util.Map;
import java.util.Objects;

/**
 * One image for a {@link DenseCrf}. Arrays are neither copied nor modified; leave them alone until
 * the inference has returned.
 *
 * @param width W, at least 1
 * @param height H, at least 1
 * @param rgb interleaved {@code [H][W][3]}, unsigned bytes; may be null when no kernel is bilateral
 * @param unary planar {@code [L][H*W]} energies, finite
 * @param labels L, 1 to {@link DenseCrf#MAX_LABELS}: give only the labels that are present
 * @param features the maps of the {@link PairwiseKernel.Features} kernels by name
 */
public record CrfInput(
    int width,
    int height,
    byte[] rgb,
    float[] unary,
    int labels,
    Map<String, FeatureMap> features) {

  /** Checks sizes against each other. */
  public CrfInput {
    Checks.between("width", width, 1, Integer.MAX_VALUE);
    Checks.between("height", height, 1, Integer.MAX_VALUE);
    Checks.between("labels", labels, 1, DenseCrf.MAX_LABELS);
    Checks.between("width * height", (long) width * height, 1, DenseCrf.MAX_PIXELS);
    Objects.requireNonNull(unary, "unary");
    long pixels = (long) width * height;
    if (rgb != null) {
      Checks.length("rgb", rgb.length, 3 * pixels, "width * height * 3");
    }
    Checks.length("unary", unary.length, labels * pixels, "labels * width * height");
    features = Map.copyOf(features);
    features.forEach(
        (name, map) ->
            Checks.length(
                "features '" + name + "'",
                map.values().length,
                map.dimensions() * pixels,
                "dimensions * width * height"));
  }

  /** An image without further features. */
  public static CrfInput of(int width, int height, byte[] rgb, float[] unary, int labels) {
    return new CrfInput(width, height, rgb, unary, labels, Map.of());
  }

  /** The number of pixels. */
  public int pixels() {
    return width * height;
  }
}
