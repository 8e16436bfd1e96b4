package org.tag2mask.crf;

import java.util.List;
import java.util.Objects;

/**
 * Everything that fixes a dense CRF apart from the image and its unary energies.
 *
 * @param kernels the pairwise kernels, any number; without any (or with weights 0) the result is
 *     softmax(-unary)
 * @param iterations mean-field updates, 0 to {@value #MAX_ITERATIONS}; published recipes use 1, 5
 *     or 10
 * @param normalization of every kernel
 * @param compatibility of the labels
 */
public record CrfSettings(
    List<PairwiseKernel> kernels,
    int iterations,
    Normalization normalization,
    Compatibility compatibility) {

  /** The largest number of iterations accepted. */
  public static final int MAX_ITERATIONS = 10_000;

  /** Checks the ranges and copies the list. */
  public CrfSettings {
    kernels = List.copyOf(kernels);
    Checks.between("iterations", iterations, 0, MAX_ITERATIONS);
    Objects.requireNonNull(normalization, "normalization");
    Objects.requireNonNull(compatibility, "compatibility");
  }

  /**
   * The usual pair of kernels with Potts compatibility and symmetric normalisation.
   *
   * @param iterations mean-field updates
   * @param sxy deviation of the smoothness kernel, pixels
   * @param weight weight of the smoothness kernel
   * @param bilateralSxy position deviation of the appearance kernel, pixels
   * @param bilateralSrgb colour deviation of the appearance kernel, grey levels
   * @param bilateralWeight weight of the appearance kernel
   */
  public static CrfSettings of(
      int iterations,
      double sxy,
      double weight,
      double bilateralSxy,
      double bilateralSrgb,
      double bilateralWeight) {
    return new CrfSettings(
        List.of(
            PairwiseKernel.gaussian(sxy, weight),
            PairwiseKernel.bilateral(bilateralSxy, bilateralSrgb, bilateralWeight)),
        iterations,
        Normalization.SYMMETRIC,
        Compatibility.potts());
  }

  /**
   * The settings of a published recipe.
   *
   * @param name one of {@link #names()}
   * @throws IllegalArgumentException for any other name
   */
  public static CrfSettings preset(String name) {
    return CrfPreset.named(name).settings();
  }

  /** The names {@link #preset} knows, in the order of the table in {@link CrfPreset}. */
  public static List<String> names() {
    return CrfPreset.names();
  }

  /** The same settings with another number of iterations. */
  public CrfSettings withIterations(int newIterations) {
    return new CrfSettings(kernels, newIterations, normalization, compatibility);
  }

  /** The same settings with other kernels. */
  public CrfSettings withKernels(List<PairwiseKernel> newKernels) {
    return new CrfSettings(newKernels, iterations, normalization, compatibility);
  }

  /** The same settings with another normalisation. */
  public CrfSettings withNormalization(Normalization newNormalization) {
    return new CrfSettings(kernels, iterations, newNormalization, compatibility);
  }

  /** The same settings with another label compatibility. */
  public CrfSettings withCompatibility(Compatibility newCompatibility) {
    return new CrfSettings(kernels, iterations, normalization, newCompatibility);
  }
}
