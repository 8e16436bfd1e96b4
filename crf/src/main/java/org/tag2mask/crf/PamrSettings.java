package org.tag2mask.crf;

import java.util.List;

/**
 * Settings of {@link Pamr}.
 *
 * @param iterations how often the mask is averaged, 0 to 1000; the paper uses 10
 * @param dilations distances of the eight neighbours, 1 to {@value #LARGEST} pixels, at least one;
 *     the paper uses 1, 2, 4, 8, 12, 24
 */
public record PamrSettings(int iterations, List<Integer> dilations) {
  /** The largest dilation. */
  public static final int LARGEST = 512;

  /** Checks the ranges and copies the list. */
  public PamrSettings {
    Checks.between("iterations", iterations, 0, 1000);
    dilations = List.copyOf(dilations);
    Checks.between("number of dilations", dilations.size(), 1, 64);
    for (int dilation : dilations) {
      Checks.between("dilation", dilation, 1, LARGEST);
    }
  }

  /** The settings of the paper. */
  public static PamrSettings standard() {
    return new PamrSettings(10, List.of(1, 2, 4, 8, 12, 24));
  }
}
