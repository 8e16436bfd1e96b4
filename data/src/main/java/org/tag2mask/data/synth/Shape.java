package org.tag2mask.data.synth;

import java.util.Arrays;

/**
 * A filled region of the plane; coordinates in pixels.
 *
 * @param inside tells the points of the region
 * @param left no point of the region is further left; the others likewise
 */
record Shape(Region inside, double left, double top, double right, double bottom) {

  /** Tells the points of a region. */
  interface Region {
    /** Whether the point is inside. */
    boolean contains(double x, double y);
  }

  /** A region that lies within a circle. */
  private static Shape around(double cx, double cy, double reach, Region inside) {
    return new Shape(inside, cx - reach, cy - reach, cx + reach, cy + reach);
  }

  /** The rectangle from the origin. */
  static Shape all(double width, double height) {
    return new Shape((x, y) -> true, 0, 0, width, height);
  }

  /** An ellipse turned by an angle. */
  static Shape ellipse(double cx, double cy, double rx, double ry, double angle) {
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    return around(
        cx,
        cy,
        Math.max(rx, ry),
        (x, y) -> {
          double u = ((x - cx) * cos + (y - cy) * sin) / rx;
          double v = ((y - cy) * cos - (x - cx) * sin) / ry;
          return u * u + v * v < 1;
        });
  }

  /** A rectangle with half sides and rounded corners, turned by an angle. */
  static Shape box(double cx, double cy, double rx, double ry, double angle) {
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double corner = 0.35 * Math.min(rx, ry);
    return around(
        cx,
        cy,
        rx + ry,
        (x, y) -> {
          double u = Math.max(0, Math.abs((x - cx) * cos + (y - cy) * sin) - rx + corner);
          double v = Math.max(0, Math.abs((y - cy) * cos - (x - cx) * sin) - ry + corner);
          return u * u + v * v < corner * corner;
        });
  }

  /** A straight limb with round ends. */
  static Shape limb(double x0, double y0, double x1, double y1, double radius) {
    double dx = x1 - x0;
    double dy = y1 - y0;
    double length = Math.max(1e-9, dx * dx + dy * dy);
    double reach = Math.sqrt(length) / 2 + radius;
    return around(
        (x0 + x1) / 2,
        (y0 + y1) / 2,
        reach,
        (x, y) -> {
          double t = Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / length));
          double ox = x - x0 - t * dx;
          double oy = y - y0 - t * dy;
          return ox * ox + oy * oy < radius * radius;
        });
  }

  /** A closed outline whose radius wobbles with three harmonics of the given strengths. */
  static Shape blob(double cx, double cy, double radius, double[] strengths, double phase) {
    double reach = radius * (1 + Arrays.stream(strengths).map(Math::abs).sum());
    return around(
        cx,
        cy,
        reach,
        (x, y) -> {
          double angle = StrictMath.atan2(y - cy, x - cx);
          double wobble = 1;
          for (int k = 0; k < strengths.length; k++) {
            wobble += strengths[k] * StrictMath.sin((k + 2) * angle + (k + 1) * phase);
          }
          double dx = x - cx;
          double dy = y - cy;
          double edge = radius * wobble;
          return dx * dx + dy * dy < edge * edge;
        });
  }
}
