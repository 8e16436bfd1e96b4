package org.tag2mask.runtime.walk;

import java.util.List;

/**
 * The pairs of a map of a given size as indices into the flattened map ({@code y * width + x}), for
 * labels, losses and checks. Lists are made when asked for.
 */
public final class PairIndex {
  private final PairGeometry geometry;
  private final int height;
  private final int width;
  private final WalkMode mode;

  PairIndex(PairGeometry geometry, int height, int width, WalkMode mode) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a map has at least one cell, found " + height + "x" + width);
    }
    this.geometry = geometry;
    this.height = height;
    this.width = width;
    this.mode = mode;
  }

  /**
   * The sources of the pairs of one offset. In {@link WalkMode#COMPAT} they are the same for every
   * offset: rows {@code 0 .. h-r} and columns {@code r-1 .. w-r}, none when the map is smaller.
   *
   * @param pair index of the offset
   * @return indices, row by row
   */
  public int[] sources(int pair) {
    return shifted(pair, new Offset(0, 0));
  }

  /**
   * The destinations of the pairs of one offset.
   *
   * @param pair index of the offset
   * @return indices in the order of {@link #sources}
   */
  public int[] destinations(int pair) {
    return shifted(pair, geometry.offsets().get(pair));
  }

  /**
   * The cells on the paths of the pairs of one offset.
   *
   * @param pair index of the offset
   * @return {@code [cells of the path][pairs]}: destinations first, sources last
   */
  public int[][] paths(int pair) {
    List<Offset> cells = geometry.path(pair);
    int[][] paths = new int[cells.size()][];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = shifted(pair, cells.get(i));
    }
    return paths;
  }

  private int[] shifted(int pair, Offset by) {
    SourceWindow window = geometry.sources(pair, height, width, mode);
    int[] indices = new int[window.cells()];
    int i = 0;
    for (int y = 0; y < window.rows(); y++) {
      for (int x = window.left(); x < window.right(); x++) {
        indices[i++] = y * width + x + by.flat(width);
      }
    }
    return indices;
  }
}
