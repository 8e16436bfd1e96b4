package org.tag2mask.crf;

import java.util.List;

/**
 * The course of the mean-field objective: one step per distribution, the first before any update
 * (softmax of the negative unary), the last the returned one.
 *
 * @param steps empty when no trace was asked for, else iterations + 1 entries
 */
public record CrfTrace(List<Step> steps) {

  /** The trace of a run that was not asked for one. */
  public static final CrfTrace NONE = new CrfTrace(List.of());

  /** Copies the list. */
  public CrfTrace {
    steps = List.copyOf(steps);
  }

  /**
   * The three sums of KL(Q‖P) up to the constant log Z, over all pixels i and labels l.
   *
   * @param negativeEntropy Σ Q log Q
   * @param unary Σ Q U
   * @param pairwise Σ Q (μ w K Q), every pair counted twice
   */
  public record Step(double negativeEntropy, double unary, double pairwise) {

    /**
     * The mean-field free energy, KL(Q‖P) - log Z, each pair counted once: what the updates drive
     * down (Krähenbühl and Koltun 2013, Equation 3).
     */
    public double freeEnergy() {
      return negativeEntropy + unary + pairwise / 2;
    }

    /** The figure pydensecrf's {@code klDivergence} reports: it counts every pair twice. */
    public double klDivergence() {
      return negativeEntropy + unary + pairwise;
    }
  }
}
