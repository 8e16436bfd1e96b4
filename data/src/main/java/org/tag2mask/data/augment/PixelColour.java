package org.tag2mask.data.augment;

/**
 * Colour changes of interleaved RGB bytes, in place, with Pillow's 8-bit rounding. Blending is
 * {@code a + f*(b-a)}, cut off below the point for f in 0..1 and clipped beyond.
 */
final class PixelColour {

  private PixelColour() {}

  /** Blends with black. */
  static void brightness(byte[] rgb, float factor) {
    map(rgb, 0, factor);
  }

  /** Blends with the rounded mean grey. */
  static void contrast(byte[] rgb, float factor) {
    long sum = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      sum += grey(rgb, i);
    }
    map(rgb, (int) (sum / (rgb.length / 3.0) + 0.5), factor);
  }

  private static void map(byte[] rgb, int base, float factor) {
    if (factor == 1) {
      return;
    }
    byte[] table = new byte[256];
    for (int v = 0; v < 256; v++) {
      table[v] = blend(base, v, factor);
    }
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = table[rgb[i] & 0xff];
    }
  }

  /** Blends every pixel with its grey. */
  static void saturation(byte[] rgb, float factor) {
    if (factor == 1) {
      return;
    }
    for (int i = 0; i < rgb.length; i += 3) {
      int grey = grey(rgb, i);
      rgb[i] = blend(grey, rgb[i] & 0xff, factor);
      rgb[i + 1] = blend(grey, rgb[i + 1] & 0xff, factor);
      rgb[i + 2] = blend(grey, rgb[i + 2] & 0xff, factor);
    }
  }

  /** Luma of ITU-R 601 in 16-bit fixed point. */
  private static int grey(byte[] rgb, int i) {
    return (19595 * (rgb[i] & 0xff)
            + 38470 * (rgb[i + 1] & 0xff)
            + 7471 * (rgb[i + 2] & 0xff)
            + 0x8000)
        >> 16;
  }

  private static byte blend(int from, int to, float factor) {
    int value = (int) (from + factor * (to - from));
    return (byte) (value < 0 ? 0 : Math.min(value, 255));
  }

  /**
   * Turns the hue.
   *
   * @param turns -0.5..0.5; hue and saturation are rounded down to 8 bits on the way, as Pillow
   *     does
   */
  static void hue(byte[] rgb, double turns) {
    int shift = (int) (turns * 255) & 0xff;
    if (shift == 0) {
      return;
    }
    for (int i = 0; i < rgb.length; i += 3) {
      int r = rgb[i] & 0xff;
      int g = rgb[i + 1] & 0xff;
      int b = rgb[i + 2] & 0xff;
      int max = Math.max(r, Math.max(g, b));
      int min = Math.min(r, Math.min(g, b));
      if (max == min) {
        continue;
      }
      int range = max - min;
      int h = (int) (sixths(r, g, b, max, range) / 6 * 255);
      int s = (int) ((float) range / max * 255);
      hsvToRgb(((h + shift) & 0xff) * 6f / 255, s / 255f, max, rgb, i);
    }
  }

  /**
   * Moves hue, saturation and value.
   *
   * @param degrees added to the hue
   * @param saturationStep added to the saturation on the scale 0..255, clipped
   * @param valueStep added to the value on the scale 0..255, clipped
   */
  static void hsv(byte[] rgb, float degrees, float saturationStep, float valueStep) {
    for (int i = 0; i < rgb.length; i += 3) {
      int r = rgb[i] & 0xff;
      int g = rgb[i + 1] & 0xff;
      int b = rgb[i + 2] & 0xff;
      int max = Math.max(r, Math.max(g, b));
      int range = max - Math.min(r, Math.min(g, b));
      float h = range == 0 ? 0 : sixths(r, g, b, max, range);
      float s = max == 0 ? 0 : (float) range / max;
      float turned = (h + degrees / 60 + 6) % 6;
      float saturation = Math.max(0, Math.min(1, s + saturationStep / 255));
      float value = Math.max(0, Math.min(255, max + valueStep));
      hsvToRgb(turned, saturation, value, rgb, i);
    }
  }

  /** The hue in 0..6. */
  private static float sixths(int r, int g, int b, int max, int range) {
    float h;
    if (r == max) {
      h = (float) (g - b) / range;
    } else if (g == max) {
      h = 2 + (float) (b - r) / range;
    } else {
      h = 4 + (float) (r - g) / range;
    }
    return h < 0 ? h + 6 : h;
  }

  private static void hsvToRgb(float h, float s, float v, byte[] rgb, int i) {
    int sector = (int) h;
    float f = h - sector;
    byte p = (byte) (int) (v * (1 - s) + 0.5f);
    byte q = (byte) (int) (v * (1 - s * f) + 0.5f);
    byte t = (byte) (int) (v * (1 - s * (1 - f)) + 0.5f);
    byte top = (byte) (int) (v + 0.5f);
    switch (sector % 6) {
      case 0 -> set(rgb, i, top, t, p);
      case 1 -> set(rgb, i, q, top, p);
      case 2 -> set(rgb, i, p, top, t);
      case 3 -> set(rgb, i, p, q, top);
      case 4 -> set(rgb, i, t, p, top);
      default -> set(rgb, i, top, p, q);
    }
  }

  private static void set(byte[] rgb, int i, byte r, byte g, byte b) {
    rgb[i] = r;
    rgb[i + 1] = g;
    rgb[i + 2] = b;
  }
}
