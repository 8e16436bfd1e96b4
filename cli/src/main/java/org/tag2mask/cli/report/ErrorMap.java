package org.tag2mask.cli.report;

import java.util.Locale;
import org.tag2mask.runtime.image.LabelMap;

/**
 * Where a mask and the truth differ, a kind per pixel. The colours are told apart by people with
 * any colour vision (M. Okabe and K. Ito, "Color Universal Design", 2008).
 */
enum ErrorMap {
  /** Background in both. */
  BACKGROUND("background", 0x00000000),
  /** The same foreground class in both. */
  CORRECT("correct", 0xff009e73),
  /** Foreground in the mask, background in truth. */
  SPURIOUS("spurious", 0xffd55e00),
  /** Background or ignored in the mask, foreground in truth. */
  MISSED("missed", 0xff0072b2),
  /** Two different foreground classes. */
  CONFUSED("wrong class", 0xffcc79a7),
  /** Ignored in truth, or ignored in the mask where truth is background: not judged. */
  IGNORED("ignored", 0xff8a8a8a);

  private final String title;
  private final int argb;

  ErrorMap(String title, int argb) {
    this.title = title;
    this.argb = argb;
  }

  /** What the legend calls it. */
  String title() {
    return title;
  }

  /** The colour as CSS writes it. */
  String css() {
    return String.format(Locale.ROOT, "#%06x", argb & 0xffffff);
  }

  /** {@code [256]} of 0xAARRGGBB, index = ordinal, new array. */
  static int[] palette() {
    int[] palette = new int[256];
    for (ErrorMap kind : values()) {
      palette[kind.ordinal()] = kind.argb;
    }
    return palette;
  }

  /**
   * Compares a mask with the truth.
   *
   * @param mask not modified
   * @param truth of the same size; not modified
   * @return {@code [height][width]} ordinals of this enum, new array
   */
  static byte[] compare(LabelMap mask, LabelMap truth) {
    byte[] kinds = new byte[mask.array().length];
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = (byte) kind(mask.array()[i] & 0xff, truth.array()[i] & 0xff).ordinal();
    }
    return kinds;
  }

  private static ErrorMap kind(int made, int real) {
    if (real == LabelMap.IGNORE) {
      return IGNORED;
    }
    if (made == real) {
      return real == 0 ? BACKGROUND : CORRECT;
    }
    if (made == LabelMap.IGNORE) {
      return real == 0 ? IGNORED : MISSED;
    }
    if (real == 0) {
      return SPURIOUS;
    }
    return made == 0 ? MISSED : CONFUSED;
  }
}
