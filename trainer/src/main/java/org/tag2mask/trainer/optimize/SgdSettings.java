package org.tag2mask.trainer.optimize;

/**
 * Settings of stochastic gradient descent.
 *
 * @param learningRate before group multipliers and schedule, above 0; 0.01 for a pretrained trunk,
 *     0.05 from scratch
 * @param momentum 0..1, usually 0.9; the published recipes of PSA, IRN, SEAM, VWE and SemFormer run
 *     with about 0 by an old bug
 * @param nesterov whether the gradient is looked up ahead; needs momentum
 * @param weightDecay added to the gradient as {@code weightDecay·p}, 1e-4 or 5e-4
 * @param clipNorm longest Euclidean norm of all gradients together, 0 for no limit
 * @param rates multipliers of the groups
 */
public record SgdSettings(
    double learningRate,
    double momentum,
    boolean nesterov,
    double weightDecay,
    double clipNorm,
    GroupRates rates) {

  /** Rate 0.01, momentum 0.9, decay 1e-4, norm clipped at 5, new layers ten times faster. */
  public static final SgdSettings DEFAULT =
      new SgdSettings(0.01, 0.9, false, 1e-4, 5, GroupRates.TENFOLD_HEAD);

  /** Checks the ranges. */
  public SgdSettings {
    check("learning rate", learningRate, learningRate > 0, "above 0");
    check("momentum", momentum, momentum >= 0 && momentum < 1, "0..1, 1 excluded");
    check("weight decay", weightDecay, weightDecay >= 0, "0 or more");
    check("clip norm", clipNorm, clipNorm >= 0, "0 (off) or more");
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("nesterov needs a momentum above 0");
    }
  }

  private static void check(String name, double value, boolean right, String expected) {
    if (!right || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be " + expected + " but is " + value);
    }
  }
}
