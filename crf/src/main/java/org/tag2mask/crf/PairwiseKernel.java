package org.tag2mask.crf;

import java.util.List;
import java.util.Objects;

/**
 * One Gaussian kernel k(i,j) = exp(-|f<sub>i</sub> - f<sub>j</sub>|²/2) of the pairwise energy,
 * with the features f of a pixel and the weight that multiplies the normalised kernel. A kernel
 * always counts the pixel itself (k(i,i) = 1), as pydensecrf does.
 */
public sealed interface PairwiseKernel {

  /** The weight w of this kernel; 0 switches it off, a negative weight makes labels repel. */
  double weight();

  /** The number of feature dimensions d. */
  int dimensions();

  /**
   * The smoothness kernel, f = (x/sx, y/sy) with pixel coordinates.
   *
   * @param sx standard deviation along the width, in pixels, finite and positive
   * @param sy standard deviation along the height, in pixels, finite and positive
   * @param weight finite; published values lie between 1 and 3
   */
  record Gaussian(double sx, double sy, double weight) implements PairwiseKernel {
    /** Checks the ranges. */
    public Gaussian {
      Checks.positive("Gaussian sx", sx);
      Checks.positive("Gaussian sy", sy);
      Checks.finite("Gaussian weight", weight);
    }

    @Override
    public int dimensions() {
      return 2;
    }
  }

  /**
   * The appearance kernel, f = (x/sx, y/sy, r/sr, g/sg, b/sb) with colours on 0..255.
   *
   * @param sx standard deviation along the width, in pixels, finite and positive
   * @param sy standard deviation along the height, in pixels, finite and positive
   * @param sr standard deviation of red, in grey levels, finite and positive
   * @param sg standard deviation of green, in grey levels, finite and positive
   * @param sb standard deviation of blue, in grey levels, finite and positive
   * @param weight finite; published values lie between 3 and 10
   */
  record Bilateral(double sx, double sy, double sr, double sg, double sb, double weight)
      implements PairwiseKernel {
    /** Checks the ranges. */
    public Bilateral {
      Checks.positive("Bilateral sx", sx);
      Checks.positive("Bilateral sy", sy);
      Checks.positive("Bilateral sr", sr);
      Checks.positive("Bilateral sg", sg);
      Checks.positive("Bilateral sb", sb);
      Checks.finite("Bilateral weight", weight);
    }

    @Override
    public int dimensions() {
      return 5;
    }
  }

  /**
   * A kernel over features that the caller gives with each image ({@link CrfInput}): depth, further
   * spectral bands, optical flow, position and depth together, ...
   *
   * @param name the name under which the input holds the {@link FeatureMap}
   * @param deviations one standard deviation per dimension of the map, in the unit of its values,
   *     finite and positive; 1 to {@value #MAX_DIMENSIONS} of them
   * @param weight finite
   */
  record Features(String name, List<Double> deviations, double weight) implements PairwiseKernel {
    /** Checks the ranges and copies the list. */
    public Features {
      Objects.requireNonNull(name, "name");
      deviations = List.copyOf(deviations);
      if (deviations.isEmpty() || deviations.size() > MAX_DIMENSIONS) {
        throw new IllegalArgumentException(
            "Features deviations: "
                + deviations.size()
                + " given for '"
                + name
                + "', expected 1 to "
                + MAX_DIMENSIONS);
      }
      for (double deviation : deviations) {
        Checks.positive("Features deviations of '" + name + "'", deviation);
      }
      Checks.finite("Features weight", weight);
    }

    @Override
    public int dimensions() {
      return deviations.size();
    }
  }

  /** The largest number of dimensions of a {@link Features} kernel. */
  int MAX_DIMENSIONS = 16;

  /** A {@link Gaussian} with the same deviation along both axes. */
  static PairwiseKernel gaussian(double sxy, double weight) {
    return new Gaussian(sxy, sxy, weight);
  }

  /** A {@link Bilateral} with one deviation for both axes and one for the three colours. */
  static PairwiseKernel bilateral(double sxy, double srgb, double weight) {
    return new Bilateral(sxy, sxy, srgb, srgb, srgb, weight);
  }
}
