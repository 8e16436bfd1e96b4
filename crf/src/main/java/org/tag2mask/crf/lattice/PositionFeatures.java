package org.tag2mask.crf.lattice;

/** f = (x/sx, y/sy). */
public final class PositionFeatures extends FeatureSource {
  private final int width;
  private final int height;
  private final double sx;
  private final double sy;
  private float[] xs;
  private float[] ys;

  /** Positions of a width × height image, in units of the standard deviations. */
  public PositionFeatures(int width, int height, double sx, double sy) {
    this.width = width;
    this.height = height;
    this.sx = sx;
    this.sy = sy;
  }

  @Override
  public int dimensions() {
    return 2;
  }

  @Override
  public int pixels() {
    return width * height;
  }

  @Override
  public double low(int i) {
    return 0;
  }

  @Override
  public double high(int i) {
    return i == 0 ? (width - 1) / sx : (height - 1) / sy;
  }

  @Override
  public void scale(float[] factor) {
    xs = ramp(width, sx, factor[0]);
    ys = ramp(height, sy, factor[1]);
  }

  @Override
  public void read(int from, int count, float[][] out) {
    int done = 0;
    while (done < count) {
      int y = (from + done) / width;
      int x = (from + done) - y * width;
      int run = Math.min(count - done, width - x);
      System.arraycopy(xs, x, out[0], done, run);
      java.util.Arrays.fill(out[1], done, done + run, ys[y]);
      done += run;
    }
  }
}
