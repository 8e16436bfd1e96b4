package org.tag2mask.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HeatRampTest {

  @Test
  void becomesLighterWithEveryStep() {
    for (int step = 1; step < 256; step++) {
      double before = oklab(HeatRamp.rgb(step - 1))[0];
      assertTrue(oklab(HeatRamp.rgb(step))[0] > before, "step " + step);
    }
  }

  @Test
  void stepsAreEquallyFarApartForTheEye() {
    // Eight steps at a time, since each channel is rounded to 8 bits; a straight line over them is
    // a little shorter where the curve bends.
    double whole = 0;
    for (int step = 0; step < 248; step += 8) {
      whole += distance(step, step + 8);
    }
    double mean = whole / 31;
    for (int step = 0; step < 248; step += 8) {
      assertEquals(mean, distance(step, step + 8), 0.12 * mean, "step " + step);
    }
  }

  @Test
  void runsFromVioletToYellow() {
    int cold = HeatRamp.rgb(0);
    int hot = HeatRamp.rgb(255);
    assertTrue((cold & 0xff) > (cold >> 8 & 0xff), "blue over green in the cold");
    assertTrue((hot >> 16 & 0xff) > 200 && (hot >> 8 & 0xff) > 200 && (hot & 0xff) < 180);
  }

  @Test
  void coldPartsLetThePhotoThroughAndHotOnesDoNot() {
    int[] palette = HeatRamp.palette();
    assertEquals(150, palette[0] >>> 24);
    for (int step = 1; step < 256; step++) {
      assertTrue(palette[step] >>> 24 >= palette[step - 1] >>> 24);
    }
    assertEquals(255, palette[96] >>> 24);
    assertEquals(HeatRamp.rgb(200), palette[200] & 0xffffff);
  }

  private static double distance(int a, int b) {
    double[] p = oklab(HeatRamp.rgb(a));
    double[] q = oklab(HeatRamp.rgb(b));
    return Math.sqrt(
        Math.pow(p[0] - q[0], 2) + Math.pow(p[1] - q[1], 2) + Math.pow(p[2] - q[2], 2));
  }

  /** The published forward formula, the opposite direction of the code under test. */
  private static double[] oklab(int rgb) {
    double r = linear(rgb >> 16 & 0xff);
    double g = linear(rgb >> 8 & 0xff);
    double b = linear(rgb & 0xff);
    double l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    double m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    double s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return new double[] {
      0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
    };
  }

  private static double linear(int channel) {
    double x = channel / 255.0;
    return x <= 0.04045 ? x / 12.92 : Math.pow((x + 0.055) / 1.055, 2.4);
  }
}
