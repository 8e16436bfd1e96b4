package org.tag2mask.runtime.segment;

import java.util.ArrayList;
import java.util.List;
import org.tag2mask.runtime.recipe.Tiles;

/** The windows of an image, and the part of each that is taken from it. */
final class TileGrid {
  private TileGrid() {}

  /**
   * A window and its middle part, both in pixels of the image. The middle parts of all windows
   * cover the image without overlap.
   */
  record Tile(Span x, Span y) {}

  /**
   * One axis of a tile.
   *
   * @param from first pixel of the window
   * @param length pixels of the window
   * @param coreFrom first pixel that is taken
   * @param coreTo the pixel after the last that is taken
   */
  record Span(int from, int length, int coreFrom, int coreTo) {}

  /** The tiles of an image, row by row. */
  static List<Tile> of(int width, int height, Tiles tiles) {
    List<Tile> all = new ArrayList<>();
    for (Span y : spans(height, tiles)) {
      for (Span x : spans(width, tiles)) {
        all.add(new Tile(x, y));
      }
    }
    return all;
  }

  /** Windows of equal length, evenly spread, so that no last one is a narrow strip. */
  static List<Span> spans(int side, Tiles tiles) {
    int window = tiles.window();
    if (side <= window) {
      return List.of(new Span(0, side, 0, side));
    }
    int step = window - tiles.overlap();
    int count = (side - tiles.overlap() + step - 1) / step;
    List<Span> spans = new ArrayList<>();
    int core = 0;
    for (int i = 0; i < count; i++) {
      int from = start(i, count, side, window);
      boolean last = i == count - 1;
      // The border lies in the middle of what this window and the next share.
      int to = last ? side : (from + window + start(i + 1, count, side, window)) / 2;
      spans.add(new Span(from, window, core, to));
      core = to;
    }
    return spans;
  }

  private static int start(int i, int count, int side, int window) {
    return (int) ((long) i * (side - window) / (count - 1));
  }
}
