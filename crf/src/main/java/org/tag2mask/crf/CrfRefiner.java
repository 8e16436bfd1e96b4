package org.tag2mask.crf;

import java.util.Objects;

/**
 * The dense CRF behind the {@link Refiner} interface: energies are {@link Unary#fromProbabilities}.
 *
 * @param crf the CRF
 * @param lowest smallest probability that enters a logarithm, in (0, 1]
 */
public record CrfRefiner(DenseCrf crf, double lowest) implements Refiner {
  /** Checks the range. */
  public CrfRefiner {
    Objects.requireNonNull(crf, "crf");
    if (!(lowest > 0 && lowest <= 1)) {
      throw new IllegalArgumentException("lowest is " + lowest + ", expected above 0 and up to 1");
    }
  }

  @Override
  public CrfResult refine(int width, int height, byte[] rgb, float[] probabilities, int labels) {
    return crf.infer(width, height, rgb, Unary.fromProbabilities(probabilities, lowest), labels);
  }
}
