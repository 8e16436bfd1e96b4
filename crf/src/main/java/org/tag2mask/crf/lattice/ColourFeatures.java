package org.tag2mask.crf.lattice;

/** f = (x/sx, y/sy, r/sr, g/sg, b/sb). */
public final class ColourFeatures extends FeatureSource {
  private final PositionFeatures position;
  private final byte[] rgb;
  private final double[] deviations;
  private final float[][] tables = new float[3][];

  /**
   * Positions and colours of an image, in units of the standard deviations.
   *
   * @param rgb interleaved {@code [H][W][3]}, not modified
   * @param deviations sx, sy, sr, sg, sb
   */
  public ColourFeatures(int width, int height, byte[] rgb, double... deviations) {
    this.position = new PositionFeatures(width, height, deviations[0], deviations[1]);
    this.rgb = rgb;
    this.deviations = deviations.clone();
  }

  @Override
  public int dimensions() {
    return 5;
  }

  @Override
  public int pixels() {
    return position.pixels();
  }

  @Override
  public double low(int i) {
    return 0;
  }

  @Override
  public double high(int i) {
    return i < 2 ? position.high(i) : 255 / deviations[i];
  }

  @Override
  public void scale(float[] factor) {
    position.scale(factor);
    for (int c = 0; c < 3; c++) {
      tables[c] = ramp(256, deviations[2 + c], factor[2 + c]);
    }
  }

  @Override
  public void read(int from, int count, float[][] out) {
    position.read(from, count, out);
    float[] reds = tables[0];
    float[] greens = tables[1];
    float[] blues = tables[2];
    float[] red = out[2];
    float[] green = out[3];
    float[] blue = out[4];
    for (int p = 0, at = 3 * from; p < count; p++, at += 3) {
      red[p] = reds[rgb[at] & 0xff];
      green[p] = greens[rgb[at + 1] & 0xff];
      blue[p] = blues[rgb[at + 2] & 0xff];
    }
  }
}
