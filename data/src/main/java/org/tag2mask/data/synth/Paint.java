package org.tag2mask.data.synth;

/** The colour of every point of a region; coordinates in pixels. */
interface Paint {

  /** The colour at a point. */
  Colour at(double x, double y);

  /** One colour with a soft light from the left upper side, as on a rounded body. */
  static Paint shaded(Colour colour, double cx, double cy, double size) {
    return (x, y) -> {
      double light = 1 - 0.16 * ((x - cx) * 0.5 + (y - cy)) / size;
      return colour.scaled(Math.max(0.75, Math.min(1.15, light)));
    };
  }

  /** The pattern of a class on a disc. */
  static Paint telling(SynthClass cls, double cx, double cy, double radius, double angle) {
    double cos = StrictMath.cos(angle) / radius;
    double sin = StrictMath.sin(angle) / radius;
    return (x, y) -> {
      double u = (x - cx) * cos + (y - cy) * sin;
      double v = (y - cy) * cos - (x - cx) * sin;
      return cls.pattern().colours(u, v) ? cls.colour() : Colour.WHITE;
    };
  }
}
