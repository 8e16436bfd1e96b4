package org.tag2mask.crf.lattice;

/** f<sub>i</sub> = value<sub>i</sub> / deviation<sub>i</sub>, from a planar array of the caller. */
public final class GivenFeatures extends FeatureSource {
  private final int pixels;
  private final float[] values;
  private final double[] deviations;
  private final double[] low;
  private final double[] high;
  private float[] factor;

  /**
   * Features of a caller.
   *
   * @param name named in error messages
   * @param pixels number of pixels
   * @param values planar {@code [d][pixels]}, not modified
   * @param deviations d of them
   * @throws IllegalArgumentException if a value is not finite
   */
  public GivenFeatures(String name, int pixels, float[] values, double... deviations) {
    this.pixels = pixels;
    this.values = values;
    this.deviations = deviations.clone();
    int d = deviations.length;
    low = new double[d];
    high = new double[d];
    for (int i = 0; i < d; i++) {
      float least = Float.POSITIVE_INFINITY;
      float most = Float.NEGATIVE_INFINITY;
      for (int p = 0; p < pixels; p++) {
        float value = values[i * pixels + p];
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException(
              "features '"
                  + name
                  + "' dimension "
                  + i
                  + " pixel "
                  + p
                  + " is "
                  + value
                  + ", expected a finite number");
        }
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      low[i] = least / deviations[i];
      high[i] = most / deviations[i];
    }
  }

  @Override
  public int dimensions() {
    return deviations.length;
  }

  @Override
  public int pixels() {
    return pixels;
  }

  @Override
  public double low(int i) {
    return low[i];
  }

  @Override
  public double high(int i) {
    return high[i];
  }

  @Override
  public void scale(float[] newFactor) {
    factor = newFactor.clone();
  }

  @Override
  public void read(int from, int count, float[][] out) {
    for (int i = 0; i < deviations.length; i++) {
      float deviation = (float) deviations[i];
      float scale = factor[i];
      float[] row = out[i];
      int at = i * pixels + from;
      for (int p = 0; p < count; p++) {
        row[p] = values[at + p] / deviation * scale;
      }
    }
  }
}
