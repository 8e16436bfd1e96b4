package org.tag2mask.trainer.objective;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The grid on which logits meet the labels; logits are brought to it bilinearly. */
enum LogitGrid {
  /** The cells of the network's map, as DeepLab v1 and v2 do. */
  CELLS,
  /** A quarter of the image's sides. */
  QUARTER,
  /** Every pixel. */
  FULL;

  /**
   * The length of an axis of the grid.
   *
   * @param cells of the map
   * @param pixels of the image
   */
  int length(int cells, int pixels) {
    return switch (this) {
      case CELLS -> cells;
      case QUARTER -> (pixels + 3) / 4;
      case FULL -> pixels;
    };
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static LogitGrid of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  static List<String> words() {
    return Arrays.stream(values()).map(LogitGrid::word).toList();
  }
}
