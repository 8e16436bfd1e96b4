package org.tag2mask.data.synth;

import java.util.SplittableRandom;
import org.tag2mask.data.random.Draw;

/**
 * A textured background: two muted colours mixed by smooth noise of several sizes, over a vertical
 * gradient, sometimes with faint bands.
 */
final class Ground implements Paint {

  private static final int OCTAVES = 3;

  private final Colour first;
  private final Colour second;
  private final long noiseSeed;
  private final double cell;
  private final double bands;
  private final double height;

  Ground(SplittableRandom random, double unit, double height) {
    this.first = Colour.drawn(random, 0.05, 0.3, 0.35, 0.8);
    Colour other = Colour.drawn(random, 0.05, 0.3, 0.35, 0.8);
    this.second = first.mixed(other, 0.6);
    this.noiseSeed = random.nextLong();
    this.cell = unit * Draw.between(random, 0.1, 0.35);
    this.bands = Draw.unit(random) < 0.3 ? Draw.between(random, 3, 9) : 0;
    this.height = height;
  }

  Colour first() {
    return first;
  }

  Colour second() {
    return second;
  }

  @Override
  public Colour at(double x, double y) {
    double noise = 0;
    double size = cell;
    double strength = 0.55;
    for (int k = 0; k < OCTAVES; k++) {
      noise += strength * smooth(x / size, y / size, k);
      size *= 0.45;
      strength *= 0.6;
    }
    if (bands > 0) {
      noise += 0.12 * StrictMath.sin(y / height * bands * 2 * Math.PI);
    }
    double light = 1.06 - 0.14 * y / height;
    return first.mixed(second, noise).scaled(light * (0.9 + 0.2 * noise));
  }

  /** Value noise: random values on a grid, blended smoothly; 0..1. */
  private double smooth(double x, double y, int octave) {
    int ix = (int) Math.floor(x);
    int iy = (int) Math.floor(y);
    double fx = fade(x - ix);
    double fy = fade(y - iy);
    double top = mix(lattice(ix, iy, octave), lattice(ix + 1, iy, octave), fx);
    double bottom = mix(lattice(ix, iy + 1, octave), lattice(ix + 1, iy + 1, octave), fx);
    return mix(top, bottom, fy);
  }

  private double lattice(int ix, int iy, int octave) {
    long h =
        noiseSeed
            + ix * 0x9E3779B97F4A7C15L
            + iy * 0xC2B2AE3D27D4EB4FL
            + octave * 0x165667B19E3779F9L;
    h = (h ^ h >>> 30) * 0xBF58476D1CE4E5B9L;
    h = (h ^ h >>> 27) * 0x94D049BB133111EBL;
    return ((h ^ h >>> 31) >>> 11) * 0x1.0p-53;
  }

  private static double fade(double t) {
    return t * t * (3 - 2 * t);
  }

  private static double mix(double a, double b, double t) {
    return a + t * (b - a);
  }
}
