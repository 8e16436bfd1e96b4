package org.tag2mask.trainer.optimize;

/**
 * Settings of the optimiser.
 *
 * @param method which one
 * @param learningRate before group multipliers and schedule, above 0; 0.01 for a pretrained trunk,
 *     0.05 from scratch
 * @param momentum 0..1, usually 0.9; the published recipes of PSA, IRN, SEAM, VWE and SemFormer run
 *     with about 0 by an old bug; with AdamW the decay of the mean gradient, β₁
 * @param nesterov whether the gradient is looked up ahead; needs momentum
 * @param weightDecay added to the gradient as {@code weightDecay·p}, 1e-4 or 5e-4; with AdamW taken
 *     from the parameter itself, 0.05
 * @param clipNorm longest Euclidean norm of all gradients together, 0 for no limit
 * @param rates multipliers of the groups
 */
public record OptimizerSettings(
    Method method,
    double learningRate,
    double momentum,
    boolean nesterov,
    double weightDecay,
    double clipNorm,
    GroupRates rates) {

  /** What becomes of gradients. */
  public enum Method {
    /** Steps along the gradient with momentum, {@link Sgd}. */
    SGD,
    /** Steps scaled by the size of past gradients, {@link AdamW}; what transformers learn with. */
    ADAMW
  }

  /** Stochastic gradient descent. */
  public OptimizerSettings(
      double learningRate,
      double momentum,
      boolean nesterov,
      double weightDecay,
      double clipNorm,
      GroupRates rates) {
    this(Method.SGD, learningRate, momentum, nesterov, weightDecay, clipNorm, rates);
  }

  /** Rate 0.01, momentum 0.9, decay 1e-4, norm clipped at 5, new layers ten times faster. */
  public static final OptimizerSettings DEFAULT =
      new OptimizerSettings(0.01, 0.9, false, 1e-4, 5, GroupRates.TENFOLD_HEAD);

  /** Checks the ranges. */
  public OptimizerSettings {
    check("learning rate", learningRate, learningRate > 0, "above 0");
    check("momentum", momentum, momentum >= 0 && momentum < 1, "0..1, 1 excluded");
    check("weight decay", weightDecay, weightDecay >= 0, "0 or more");
    check("clip norm", clipNorm, clipNorm >= 0, "0 (off) or more");
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("nesterov needs a momentum above 0");
    }
    if (nesterov && method != Method.SGD) {
      throw new IllegalArgumentException("nesterov goes with optimizer sgd, not adamw");
    }
  }

  private static void check(String name, double value, boolean right, String expected) {
    if (!right || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be " + expected + " but is " + value);
    }
  }
}
