package org.tag2mask.data.synth;

/** A filled region of the plane; coordinates in pixels. */
interface Shape {

  /** Whether the point is inside. */
  boolean contains(double x, double y);

  /** An ellipse turned by an angle. */
  static Shape ellipse(double cx, double cy, double rx, double ry, double angle) {
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    return (x, y) -> {
      double u = ((x - cx) * cos + (y - cy) * sin) / rx;
      double v = ((y - cy) * cos - (x - cx) * sin) / ry;
      return u * u + v * v < 1;
    };
  }

  /** A rectangle with half sides and rounded corners, turned by an angle. */
  static Shape box(double cx, double cy, double rx, double ry, double angle) {
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double corner = 0.35 * Math.min(rx, ry);
    return (x, y) -> {
      double u = Math.max(0, Math.abs((x - cx) * cos + (y - cy) * sin) - rx + corner);
      double v = Math.max(0, Math.abs((y - cy) * cos - (x - cx) * sin) - ry + corner);
      return u * u + v * v < corner * corner;
    };
  }

  /** A straight limb with round ends. */
  static Shape limb(double x0, double y0, double x1, double y1, double radius) {
    double dx = x1 - x0;
    double dy = y1 - y0;
    double length = Math.max(1e-9, dx * dx + dy * dy);
    return (x, y) -> {
      double t = Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / length));
      double ox = x - x0 - t * dx;
      double oy = y - y0 - t * dy;
      return ox * ox + oy * oy < radius * radius;
    };
  }

  /** A closed outline whose radius wobbles with three harmonics of the given strengths. */
  static Shape blob(double cx, double cy, double radius, double[] strengths, double phase) {
    return (x, y) -> {
      double angle = StrictMath.atan2(y - cy, x - cx);
      double wobble = 1;
      for (int k = 0; k < strengths.length; k++) {
        wobble += strengths[k] * StrictMath.sin((k + 2) * angle + (k + 1) * phase);
      }
      double dx = x - cx;
      double dy = y - cy;
      double edge = radius * wobble;
      return dx * dx + dy * dy < edge * edge;
    };
  }
}
