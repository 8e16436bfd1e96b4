package org.tag2mask.cli.report;

/**
 * The colours of heat maps: 256 steps from a dark violet (0, cold) over blue, teal and green to a
 * light yellow (255, hot), equally far apart for the eye.
 *
 * <p>Computed, not stored: a curve in OKLab (B. Ottosson, "A perceptual color space for image
 * processing", 2020) whose lightness rises from {@value #DARK} to {@value #LIGHT} while its hue
 * turns from {@value #COLD_HUE} to {@value #HOT_HUE} degrees, at a chroma of {@value #CHROMA} or
 * what sRGB can show; then 256 points at equal distances along the curve. Lightness alone orders
 * the steps, so the ramp also reads in grey and for the colour-blind.
 */
final class HeatRamp {
  private static final double DARK = 0.22;
  private static final double LIGHT = 0.94;
  private static final double COLD_HUE = 300;
  private static final double HOT_HUE = 104;
  private static final double CHROMA = 0.15;
  private static final int FINE = 4096;
  private static final int COLD_ALPHA = 150;
  private static final int OPAQUE_FROM = 96;

  private static final int[] COLOURS = compute();

  private HeatRamp() {}

  /**
   * The colour of a step.
   *
   * @param step 0..255
   * @return 0xRRGGBB
   */
  static int rgb(int step) {
    return COLOURS[step];
  }

  /**
   * The ramp as the palette of an overlay: opaque from step {@value #OPAQUE_FROM} on, and down to
   * {@value #COLD_ALPHA} of 255 below, so that a photo stays readable where nothing was found.
   *
   * @return {@code [256]} of 0xAARRGGBB, new array
   */
  static int[] palette() {
    int[] palette = new int[256];
    for (int i = 0; i < 256; i++) {
      int rise = Math.min(OPAQUE_FROM, i) * (255 - COLD_ALPHA) / OPAQUE_FROM;
      palette[i] = COLD_ALPHA + rise << 24 | COLOURS[i];
    }
    return palette;
  }

  private static int[] compute() {
    double[][] curve = new double[FINE + 1][];
    double[] length = new double[FINE + 1];
    for (int i = 0; i <= FINE; i++) {
      curve[i] = lab((double) i / FINE);
      if (i > 0) {
        length[i] = length[i - 1] + distance(curve[i], curve[i - 1]);
      }
    }
    int[] colours = new int[256];
    for (int step = 0, at = 0; step < 256; step++) {
      double wanted = length[FINE] * step / 255;
      while (at < FINE && length[at] < wanted) {
        at++;
      }
      colours[step] = pack(linearRgb(curve[at]));
    }
    return colours;
  }

  private static double[] lab(double t) {
    double lightness = DARK + t * (LIGHT - DARK);
    double hue = Math.toRadians(COLD_HUE + t * (HOT_HUE - COLD_HUE));
    double low = 0;
    double high = CHROMA;
    if (!shown(linearRgb(lab(lightness, hue, high)))) {
      for (int i = 0; i < 40; i++) {
        double middle = (low + high) / 2;
        if (shown(linearRgb(lab(lightness, hue, middle)))) {
          low = middle;
        } else {
          high = middle;
        }
      }
      high = low;
    }
    return lab(lightness, hue, high);
  }

  private static double[] lab(double lightness, double hue, double chroma) {
    return new double[] {lightness, chroma * Math.cos(hue), chroma * Math.sin(hue)};
  }

  private static double distance(double[] p, double[] q) {
    return Math.sqrt(square(p[0] - q[0]) + square(p[1] - q[1]) + square(p[2] - q[2]));
  }

  private static double square(double x) {
    return x * x;
  }

  private static double[] linearRgb(double[] lab) {
    double l = cube(lab[0] + 0.3963377774 * lab[1] + 0.2158037573 * lab[2]);
    double m = cube(lab[0] - 0.1055613458 * lab[1] - 0.0638541728 * lab[2]);
    double s = cube(lab[0] - 0.0894841775 * lab[1] - 1.2914855480 * lab[2]);
    return new double[] {
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
    };
  }

  private static double cube(double x) {
    return x * x * x;
  }

  private static boolean shown(double[] linear) {
    for (double channel : linear) {
      if (channel < 0 || channel > 1) {
        return false;
      }
    }
    return true;
  }

  private static int pack(double[] linear) {
    int rgb = 0;
    for (double channel : linear) {
      double x = Math.max(0, Math.min(1, channel));
      double encoded = x <= 0.0031308 ? 12.92 * x : 1.055 * Math.pow(x, 1 / 2.4) - 0.055;
      rgb = rgb << 8 | (int) Math.round(255 * encoded);
    }
    return rgb;
  }
}
