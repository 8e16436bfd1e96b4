package org.tag2mask.exporter;

/** Resizing of maps {@code [N,C,h,w]} by their definitions. */
final class NaiveResize {
  private static final double CUBIC = -0.75;

  private NaiveResize() {}

  static Doubles linear(Doubles x, int rows, int columns, boolean aligned) {
    Doubles out = Doubles.zeros(x.size(0), x.size(1), rows, columns);
    for (int i = 0; i < out.values().length; i++) {
      double y = position(i / columns % rows, x.size(2), rows, aligned);
      double u = position(i % columns, x.size(3), columns, aligned);
      int plane = i / (rows * columns);
      double sum = 0;
      for (int dy = 0; dy < 2; dy++) {
        for (int dx = 0; dx < 2; dx++) {
          int sy = Math.min((int) y + dy, x.size(2) - 1);
          int sx = Math.min((int) u + dx, x.size(3) - 1);
          double weight =
              (dy == 0 ? 1 - (y - (int) y) : y - (int) y)
                  * (dx == 0 ? 1 - (u - (int) u) : u - (int) u);
          sum += weight * x.at(plane / x.size(1), plane % x.size(1), sy, sx);
        }
      }
      out.values()[i] = sum;
    }
    return out;
  }

  private static double position(int i, int in, int out, boolean aligned) {
    if (aligned) {
      return out == 1 ? 0 : (double) i * (in - 1) / (out - 1);
    }
    return Math.max(0, Math.min(in - 1, (i + 0.5) * in / out - 0.5));
  }

  /** Cubic convolution, a = -0.75, {@code (out+more)/in} samples a cell; none for equal sizes. */
  static Doubles cubic(Doubles x, int rows, int columns, double more) {
    if (x.size(2) == rows && x.size(3) == columns) {
      return x;
    }
    Doubles out = Doubles.zeros(x.size(0), x.size(1), rows, columns);
    double scaleY = (rows + more) / x.size(2);
    double scaleX = (columns + more) / x.size(3);
    for (int i = 0; i < out.values().length; i++) {
      double y = (i / columns % rows + 0.5) / scaleY - 0.5;
      double u = (i % columns + 0.5) / scaleX - 0.5;
      int plane = i / (rows * columns);
      double sum = 0;
      for (int dy = -1; dy < 3; dy++) {
        for (int dx = -1; dx < 3; dx++) {
          int sy = (int) Math.floor(y) + dy;
          int sx = (int) Math.floor(u) + dx;
          double value =
              x.at(
                  plane / x.size(1),
                  plane % x.size(1),
                  Math.max(0, Math.min(x.size(2) - 1, sy)),
                  Math.max(0, Math.min(x.size(3) - 1, sx)));
          sum += keys(y - sy) * keys(u - sx) * value;
        }
      }
      out.values()[i] = sum;
    }
    return out;
  }

  private static double keys(double distance) {
    double d = Math.abs(distance);
    if (d <= 1) {
      return ((CUBIC + 2) * d - (CUBIC + 3)) * d * d + 1;
    }
    return d < 2 ? ((d - 5) * d + 8) * d * CUBIC - 4 * CUBIC : 0;
  }
}
