package org.tag2mask.trainer.loss;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * All pairs of map cells with one offset between them: every source cell of a window, and the cell
 * {@code (dy,dx)} from it.
 *
 * @param dy rows from source to destination
 * @param dx columns from source to destination
 * @param rows of sources, from row 0 on
 * @param left first column of sources
 * @param columns of sources
 * @param path the cells on the way, both ends included, as {dy, dx} from the source
 */
record PairGroup(int dy, int dx, int rows, int left, int columns, List<int[]> path) {

  /** The groups of a map. */
  static List<PairGroup> of(int radius, Border border, int height, int width) {
    List<PairGroup> groups = new ArrayList<>();
    int margin = radius - 1;
    for (int dy = 0; dy < radius; dy++) {
      for (int dx = dy == 0 ? 1 : 1 - radius; dx < radius; dx++) {
        if (dy * dy + dx * dx < radius * radius) {
          int left = border == Border.COMPAT ? margin : Math.max(0, -dx);
          int right = border == Border.COMPAT ? width - margin : Math.min(width, width - dx);
          int rows = height - (border == Border.COMPAT ? margin : dy);
          if (rows > 0 && right > left) {
            groups.add(new PairGroup(dy, dx, rows, left, right - left, path(dy, dx)));
          }
        }
      }
    }
    groups.sort(Comparator.comparingInt(group -> group.path.size()));
    return groups;
  }

  private static List<int[]> path(int dy, int dx) {
    List<int[]> cells = new ArrayList<>();
    for (int y = 0; y <= dy; y++) {
      for (int x = Math.min(0, dx); x <= Math.max(0, dx); x++) {
        int across = dy * x - dx * y;
        if (across * across < dy * dy + dx * dx) {
          cells.add(new int[] {y, x});
        }
      }
    }
    return cells;
  }
}
