package org.tag2mask.data.synth;

import java.util.SplittableRandom;
import org.tag2mask.data.random.Draw;

/**
 * One object: plain parts in one colour (a body with legs, with fins, with wheels, or a stem with
 * leaves; the build says nothing about the class) and one patterned disc, the telling part.
 */
final class Creature {

  private final SplittableRandom random;
  private final Canvas canvas;
  private final SynthClass cls;
  private final int plainCode;
  private final double x;
  private final double y;
  private final double size;
  private final double side;
  private final double tilt;
  private int points;
  private int tellingPoints;

  /**
   * Draws the object.
   *
   * @param object its number, from 1
   * @param x centre of the body
   * @param y centre of the body
   * @param size half the body's length
   */
  Creature(
      Canvas canvas,
      SplittableRandom random,
      SynthClass cls,
      int object,
      double x,
      double y,
      double size,
      Colour colour) {
    this.canvas = canvas;
    this.random = random;
    this.cls = cls;
    this.plainCode = 2 * object;
    this.x = x;
    this.y = y;
    this.size = size;
    this.side = Draw.unit(random) < 0.5 ? -1 : 1;
    this.tilt = Draw.between(random, -0.3, 0.3);
    Paint plain = Paint.shaded(colour, x, y, size);
    switch (Draw.below(random, 4)) {
      case 0 -> walker(plain);
      case 1 -> swimmer(plain);
      case 2 -> cart(plain);
      default -> plant(plain);
    }
  }

  /** The points painted, telling part included. */
  int points() {
    return points;
  }

  /** The points of the telling part. */
  int tellingPoints() {
    return tellingPoints;
  }

  private void walker(Paint plain) {
    double r = size * Draw.between(random, 0.46, 0.58);
    for (int leg = 0; leg < 4; leg++) {
      double lx = (-0.66 + 0.42 * leg) * size;
      part(Shape.limb(px(lx, 0), py(lx, 0), px(lx, 0) + leg % 2, y + r * 1.9, size * 0.12), plain);
    }
    part(
        Shape.limb(
            px(-0.8 * size, 0),
            py(-0.8 * size, 0),
            px(-1.35 * size, -0.6 * size),
            py(-1.35 * size, -0.6 * size),
            size * 0.09),
        plain);
    part(Shape.ellipse(x, y, size, r, side * tilt), plain);
    telling(0.92 * size, -0.42 * size, 0.4);
  }

  private void swimmer(Paint plain) {
    double r = size * Draw.between(random, 0.5, 0.68);
    part(
        Shape.ellipse(
            px(-1.12 * size, -0.3 * size),
            py(-1.12 * size, -0.3 * size),
            size * 0.42,
            size * 0.2,
            side * (tilt + 0.8)),
        plain);
    part(
        Shape.ellipse(
            px(-1.12 * size, 0.3 * size),
            py(-1.12 * size, 0.3 * size),
            size * 0.42,
            size * 0.2,
            side * (tilt - 0.8)),
        plain);
    part(Shape.ellipse(x, y, size, r, side * tilt), plain);
    telling(0.62 * size, 0, 0.38);
  }

  private void cart(Paint plain) {
    double r = size * Draw.between(random, 0.4, 0.5);
    part(
        Shape.box(px(-0.3 * size, -r), py(-0.3 * size, -r), size * 0.5, r * 0.8, side * tilt),
        plain);
    part(Shape.box(x, y, size, r, side * tilt), plain);
    for (double wheel : new double[] {-0.6, 0.6}) {
      double wx = wheel * size;
      part(Shape.ellipse(px(wx, r), py(wx, r), size * 0.27, size * 0.27, 0), plain);
    }
    telling(0.6 * size, -0.25 * size, 0.38);
  }

  private void plant(Paint plain) {
    double top = -0.95 * size;
    part(Shape.limb(px(0, top), py(0, top), px(0, size), py(0, size), size * 0.13), plain);
    for (int leaf = 0; leaf < 4; leaf++) {
      double away = leaf % 2 == 0 ? 0.5 : -0.5;
      double ly = (-0.25 + 0.34 * leaf) * size;
      part(
          Shape.ellipse(
              px(away * size, ly),
              py(away * size, ly),
              size * 0.52,
              size * 0.25,
              side * (tilt - away)),
          plain);
    }
    telling(0, top, 0.42);
  }

  private void part(Shape shape, Paint plain) {
    points += canvas.paint(shape, plain, plainCode);
  }

  private void telling(double along, double across, double share) {
    double radius = size * share * Draw.between(random, 0.9, 1.1);
    double cx = px(along, across);
    double cy = py(along, across);
    double angle = Draw.between(random, -0.5, 0.5);
    tellingPoints =
        canvas.paint(
            Shape.ellipse(cx, cy, radius, radius, 0),
            Paint.telling(cls, cx, cy, radius, angle),
            plainCode + 1);
    points += tellingPoints;
  }

  /** Column of a point given in the body's frame (along the body, down). */
  private double px(double along, double across) {
    return x + side * (along * StrictMath.cos(tilt) - across * StrictMath.sin(tilt));
  }

  private double py(double along, double across) {
    return y + along * StrictMath.sin(tilt) + across * StrictMath.cos(tilt);
  }
}
