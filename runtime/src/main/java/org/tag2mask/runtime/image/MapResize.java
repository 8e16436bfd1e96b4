package org.tag2mask.runtime.image;

/**
 * Bilinear resampling of float maps, planar {@code [planes][height][width]}, without antialias (as
 * {@code F.interpolate} does). Samples outside the map repeat its border.
 */
public final class MapResize {
  /** Which points of the two grids lie on each other. */
  public enum Corners {
    /** Outer edges coincide: output {@code i} reads {@code (i + 0.5) * old / new - 0.5}. */
    HALF_PIXEL,
    /** Corner centres coincide: output {@code i} reads {@code i * (old - 1) / (new - 1)}. */
    ALIGNED
  }

  /**
   * Where an axis is read: output {@code i} of {@code length} reads the source coordinate {@code
   * origin + step * i} (0 = centre of the first cell), clamped to the map.
   *
   * @param length output samples, at least 1
   * @param origin source coordinate of output 0
   * @param step source cells per output sample
   */
  public record Axis(int length, double origin, double step) {
    /** Checks the length. */
    public Axis {
      if (length < 1 || !Double.isFinite(origin) || !Double.isFinite(step)) {
        throw new IllegalArgumentException(
            "axis needs length >= 1 and finite origin and step, found "
                + length
                + ", "
                + origin
                + ", "
                + step);
      }
    }

    /**
     * The axis that stretches a whole map over {@code to} samples.
     *
     * @param from source cells
     * @param to output samples
     * @param corners the corner rule
     * @return the axis
     */
    public static Axis stretch(int from, int to, Corners corners) {
      if (corners == Corners.ALIGNED) {
        return new Axis(to, 0, to == 1 ? 0 : (double) (from - 1) / (to - 1));
      }
      return cells((double) to / from, to);
    }

    /**
     * The axis of a map whose cells each cover {@code cell} output samples, starting at the edge of
     * output 0 (half-pixel centres): reads {@code (i + 0.5) / cell - 0.5}. What the map has beyond
     * {@code to} samples is cropped.
     *
     * @param cell output samples a cell covers, above 0; need not be whole
     * @param to output samples
     * @return the axis
     */
    public static Axis cells(double cell, int to) {
      return new Axis(to, 0.5 / cell - 0.5, 1 / cell);
    }
  }

  private MapResize() {}

  /**
   * Stretches whole maps to another size.
   *
   * @param source {@code [planes][h][w]}; not modified
   * @param planes number of maps
   * @param h source rows
   * @param w source columns
   * @param newH output rows
   * @param newW output columns
   * @param corners the corner rule
   * @return a new {@code [planes][newH][newW]}
   */
  public static float[] bilinear(
      float[] source, int planes, int h, int w, int newH, int newW, Corners corners) {
    float[] out = new float[Math.multiplyExact(planes, Math.multiplyExact(newH, newW))];
    Axis rows = Axis.stretch(h, newH, corners);
    Axis columns = Axis.stretch(w, newW, corners);
    for (int p = 0; p < planes; p++) {
      resample(source, p * h * w, h, w, rows, columns, out, p * newH * newW);
    }
    return out;
  }

  /**
   * Reads one map at the given axes.
   *
   * @param source holds the map {@code [h][w]} from {@code offset}; not modified
   * @param offset index of the map's first cell
   * @param h source rows
   * @param w source columns
   * @param rows where output rows are read
   * @param columns where output columns are read
   * @param out receives {@code [rows.length][columns.length]}; modified
   * @param outOffset index of the first output sample
   */
  public static void resample(
      float[] source,
      int offset,
      int h,
      int w,
      Axis rows,
      Axis columns,
      float[] out,
      int outOffset) {
    if (offset < 0 || offset + (long) h * w > source.length) {
      throw new IllegalArgumentException(
          "a map of " + h + "x" + w + " from index " + offset + " exceeds " + source.length);
    }
    int[] left = new int[columns.length];
    float[] fraction = new float[columns.length];
    for (int x = 0; x < columns.length; x++) {
      double at = clamp(columns.origin + columns.step * x, w);
      left[x] = Math.min((int) at, Math.max(0, w - 2));
      fraction[x] = (float) (at - left[x]);
    }
    int next = w > 1 ? 1 : 0;
    float[] row = new float[w];
    for (int y = 0; y < rows.length; y++) {
      double at = clamp(rows.origin + rows.step * y, h);
      int top = Math.min((int) at, Math.max(0, h - 2));
      float down = (float) (at - top);
      int from = offset + top * w;
      int below = from + (h > 1 ? w : 0);
      for (int x = 0; x < w; x++) {
        row[x] = source[from + x] + down * (source[below + x] - source[from + x]);
      }
      int to = outOffset + y * columns.length;
      for (int x = 0; x < columns.length; x++) {
        float a = row[left[x]];
        out[to + x] = a + fraction[x] * (row[left[x] + next] - a);
      }
    }
  }

  private static double clamp(double at, int n) {
    return Math.max(0, Math.min(n - 1, at));
  }

  /**
   * Mirrors maps left to right.
   *
   * @param source {@code [planes][h][w]}; not modified
   * @param planes number of maps
   * @param h rows
   * @param w columns
   * @return a new {@code [planes][h][w]}
   */
  public static float[] flipped(float[] source, int planes, int h, int w) {
    float[] out = new float[planes * h * w];
    for (int row = 0; row < planes * h; row++) {
      for (int x = 0; x < w; x++) {
        out[row * w + w - 1 - x] = source[row * w + x];
      }
    }
    return out;
  }
}
