package org.tag2mask.crf;

import java.util.Random;

/** Pictures and energies for tests, from a seed. */
final class Scenes {
  private Scenes() {}

  /** A picture of smooth shades with some noise. */
  static byte[] picture(int width, int height, long seed) {
    Random random = new Random(seed);
    double[] phase = random.doubles(9, 0, 6.3).toArray();
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          double value =
              128
                  + 60 * Math.sin(phase[c] + x / 9.0)
                  + 50 * Math.sin(phase[3 + c] + y / 7.0 + x / 23.0)
                  + 6 * random.nextGaussian();
          rgb[3 * (y * width + x) + c] = (byte) Math.max(0, Math.min(255, Math.round(value)));
        }
      }
    }
    return rgb;
  }

  /** Energies, planar [labels][pixels], of normal size. */
  static float[] energies(int labels, int pixels, long seed) {
    Random random = new Random(seed);
    float[] unary = new float[labels * pixels];
    for (int i = 0; i < unary.length; i++) {
      unary[i] = (float) (2 + random.nextGaussian());
    }
    return unary;
  }

  static CrfInput input(int width, int height, int labels, long seed) {
    return CrfInput.of(
        width,
        height,
        picture(width, height, seed),
        energies(labels, width * height, seed + 1),
        labels);
  }

  static double worst(float[] a, float[] b, int size) {
    double worst = 0;
    for (int i = 0; i < size; i++) {
      worst = Math.max(worst, Math.abs((double) a[i] - b[i]));
    }
    return worst;
  }
}
