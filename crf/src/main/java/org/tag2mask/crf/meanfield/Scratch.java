package org.tag2mask.crf.meanfield;

/** Room of one stripe for one chunk, and its share of the free energy. */
public final class Scratch {
  float[] z = new float[0];
  float[] filtered = new float[0];
  float[] top = new float[0];
  float[] sum = new float[0];

  /** Σ Q log Q, Σ Q U, Σ Q (μ w K Q) of the distribution before the update. */
  final double[] energy = new double[3];

  void fit(int planes, int chunk) {
    if (z.length < planes * chunk) {
      z = new float[planes * chunk];
      filtered = new float[planes * chunk];
    }
    if (top.length < chunk) {
      top = new float[chunk];
      sum = new float[chunk];
    }
  }
}
