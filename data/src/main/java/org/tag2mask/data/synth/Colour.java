package org.tag2mask.data.synth;

import java.util.SplittableRandom;
import org.tag2mask.data.random.Draw;

/**
 * A colour.
 *
 * @param red 0..255
 * @param green 0..255
 * @param blue 0..255
 */
record Colour(double red, double green, double blue) {

  static final Colour WHITE = new Colour(245, 245, 240);

  /** A colour of any hue within ranges of saturation and value (0..1). */
  static Colour drawn(
      SplittableRandom random, double lowS, double highS, double lowV, double highV) {
    return drawn(random, Draw.between(random, 0, 6), lowS, highS, lowV, highV);
  }

  /** A colour of a hue, 0..6 for the whole circle, within ranges of saturation and value. */
  static Colour drawn(
      SplittableRandom random, double hue, double lowS, double highS, double lowV, double highV) {
    double s = Draw.between(random, lowS, highS);
    double v = Draw.between(random, lowV, highV) * 255;
    return new Colour(channel(hue + 2, s, v), channel(hue, s, v), channel(hue - 2, s, v));
  }

  /** One channel of HSV: a trapezium over the colour circle. */
  private static double channel(double hue, double s, double v) {
    double h = (hue + 12) % 6;
    double rise = Math.max(0, Math.min(1, 2 - Math.abs(h - 2)));
    return v * (1 - s * (1 - rise));
  }

  /** {@code (1-t) * this + t * other}. */
  Colour mixed(Colour other, double t) {
    return new Colour(
        red + t * (other.red - red),
        green + t * (other.green - green),
        blue + t * (other.blue - blue));
  }

  Colour scaled(double factor) {
    return new Colour(red * factor, green * factor, blue * factor);
  }

  /** The Euclidean distance. */
  double distance(Colour other) {
    double r = red - other.red;
    double g = green - other.green;
    double b = blue - other.blue;
    return Math.sqrt(r * r + g * g + b * b);
  }
}
