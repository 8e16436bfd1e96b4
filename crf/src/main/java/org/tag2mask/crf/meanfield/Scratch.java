package org.tag2mask.crf.meanfield;

/** Room of one stripe for one chunk, and its share of the free energy. */
public final class Scratch {
  /** {@code [label][pixel]}: logits, then probabilities or their differences. */
  float[][] z = new float[0][];

  /** {@code [label][pixel]}: filtered values where they are not added to z at once. */
  float[][] filtered = new float[0][];

  float[] top = new float[0];
  float[] sum = new float[0];

  /** {@code [pixel][channel]}: a chunk of the vector kernels. */
  float[] interleaved = new float[0];

  /** Where this stripe's time goes. */
  public final Clock clock = new Clock();

  /** Σ Q log Q, Σ Q U, Σ Q (μ w K Q) of the distribution before the update. */
  final double[] energy = new double[3];

  void fit(int planes, int chunk) {
    if (z.length < planes || (planes > 0 && z[0].length < chunk)) {
      z = new float[planes][chunk];
      filtered = new float[planes][chunk];
    }
    if (top.length < chunk) {
      top = new float[chunk];
      sum = new float[chunk];
    }
  }

  void fitInterleaved(int size) {
    if (interleaved.length < size) {
      interleaved = new float[size];
    }
  }
}
