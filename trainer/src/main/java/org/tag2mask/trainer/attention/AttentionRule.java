package org.tag2mask.trainer.attention;

import java.util.Arrays;
import java.util.Locale;

/** How the maps of one image and class from several epochs become one, cell by cell. */
public enum AttentionRule {
  /** The largest so far, the rule of the paper; kept in 256 steps. */
  MAX {
    @Override
    float merge(float before, float next, int count) {
      return Math.max(before, next);
    }
  },
  /** Their mean. */
  MEAN {
    @Override
    float merge(float before, float next, int count) {
      return before + (next - before) / count;
    }
  },
  /** Their harmonic mean, 0 where any of them is 0. */
  HARMONIC {
    @Override
    float merge(float before, float next, int count) {
      return before == 0 || next == 0 ? 0 : count / ((count - 1) / before + 1 / next);
    }
  };

  /**
   * The merged value.
   *
   * @param before the value of the maps so far, 0..1
   * @param next the value of the map that is added, 0..1
   * @param count maps with the added one, at least 2
   */
  abstract float merge(float before, float next, int count);

  /** The word in configuration files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All words. */
  static String[] words() {
    return Arrays.stream(values()).map(AttentionRule::word).toArray(String[]::new);
  }
}
