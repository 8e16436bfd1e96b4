package org.tag2mask.runtime.walk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tag2mask.runtime.RecipeException;

/**
 * Which cells of a map are paired: all offsets shorter than a radius, one of each opposite two (34
 * at radius 5, 152 at radius 10), and the cells on the way between the two of a pair.
 *
 * <p>The order of the offsets is part of the geometry, because labels and affinities of a training
 * are matched by it: AffinityNet ({@link #rows}) goes row by row, IRNet ({@link #paths}) from short
 * paths to long ones.
 */
public final class PairGeometry {
  /** The largest radius: 1,546 offsets. */
  public static final int MAX_RADIUS = 32;

  private final int radius;
  private final List<Offset> offsets;
  private final List<List<Offset>> paths;

  private PairGeometry(int radius, List<Offset> offsets) {
    this.radius = radius;
    this.offsets = List.copyOf(offsets);
    this.paths = this.offsets.stream().map(PairGeometry::path).toList();
  }

  /**
   * AffinityNet's order: {@code (0,1) .. (0,r-1)}, then row by row and from left to right all
   * {@code (dy,dx)} with {@code dy >= 1} and {@code dy^2 + dx^2 < r^2}.
   *
   * @param radius r, 2 to {@link #MAX_RADIUS}
   * @return the geometry
   * @throws RecipeException when the radius is outside its range
   */
  public static PairGeometry rows(int radius) {
    return new PairGeometry(checked(radius), offsets(radius));
  }

  /**
   * IRNet's order: by the number of cells of the path, and among equals as {@link #rows}.
   *
   * @param radius r, 2 to {@link #MAX_RADIUS}
   * @return the geometry
   * @throws RecipeException when the radius is outside its range
   */
  public static PairGeometry paths(int radius) {
    List<Offset> sorted = offsets(checked(radius));
    sorted.sort(Comparator.comparingInt(offset -> path(offset).size()));
    return new PairGeometry(radius, sorted);
  }

  private static int checked(int radius) {
    if (radius < 2 || radius > MAX_RADIUS) {
      throw new RecipeException(
          "walk radius must be 2 to " + MAX_RADIUS + " cells, found " + radius);
    }
    return radius;
  }

  private static List<Offset> offsets(int radius) {
    List<Offset> list = new ArrayList<>();
    for (int dy = 0; dy < radius; dy++) {
      for (int dx = dy == 0 ? 1 : 1 - radius; dx < radius; dx++) {
        if (dy * dy + dx * dx < radius * radius) {
          list.add(new Offset(dy, dx));
        }
      }
    }
    return list;
  }

  /**
   * The cells of the segment's bounding box nearer to its line than one cell: {@code (dy·x -
   * dx·y)^2 / (dy^2 + dx^2) < 1}, the far end first.
   */
  private static List<Offset> path(Offset end) {
    List<Offset> cells = new ArrayList<>();
    int squared = end.dy() * end.dy() + end.dx() * end.dx();
    for (int y = 0; y <= end.dy(); y++) {
      for (int x = Math.min(0, end.dx()); x <= Math.max(0, end.dx()); x++) {
        int across = end.dy() * x - end.dx() * y;
        if (across * across < squared) {
          cells.add(new Offset(y, x));
        }
      }
    }
    cells.sort(Comparator.comparingInt(cell -> -cell.dy() - Math.abs(cell.dx())));
    return List.copyOf(cells);
  }

  /**
   * The radius.
   *
   * @return cells; offsets are shorter than this
   */
  public int radius() {
    return radius;
  }

  /**
   * The offsets from the source of a pair to its destination.
   *
   * @return in the order of this geometry; all with {@code dy > 0}, or {@code dy = 0} and {@code dx
   *     > 0}
   */
  public List<Offset> offsets() {
    return offsets;
  }

  /**
   * The cells between the two of a pair, both included.
   *
   * @param pair index in {@link #offsets}
   * @return offsets from the source: the destination first, {@code (0,0)} last
   */
  public List<Offset> path(int pair) {
    return paths.get(pair);
  }

  /**
   * The pairs of a map as indices.
   *
   * @param height rows of the map
   * @param width columns of the map
   * @param mode which cells are sources
   * @return the index lists
   */
  public PairIndex index(int height, int width, WalkMode mode) {
    return new PairIndex(this, height, width, mode);
  }

  /**
   * Where the sources of an offset lie.
   *
   * @param pair index in {@link #offsets}
   * @param height rows of the map
   * @param width columns of the map
   * @param mode which cells are sources
   * @return the window; empty when the map is too small
   */
  public SourceWindow sources(int pair, int height, int width, WalkMode mode) {
    if (mode == WalkMode.COMPAT) {
      int margin = radius - 1;
      return new SourceWindow(height - margin, margin, width - margin);
    }
    Offset offset = offsets.get(pair);
    return new SourceWindow(
        height - offset.dy(), Math.max(0, -offset.dx()), Math.min(width, width - offset.dx()));
  }
}
