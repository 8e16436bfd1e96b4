package org.tag2mask.data.coco;

import java.util.Arrays;

/**
 * Turns a polygon into pixels by the rule of the COCO API, pixel for pixel: the outline is drawn on
 * a grid five times finer, and every place where it passes the centre line of a pixel column
 * switches inside and outside from the next pixel centre downwards.
 */
public final class CocoPolygon {
  private static final int FINE = 5;

  /** Corners farther away than any image is large would only cost time. */
  private static final double FARTHEST = 1 << 20;

  /** The fine column in the middle of a pixel. */
  private static final int MIDDLE = FINE / 2;

  private final int width;
  private final int height;
  private int[] crossings = new int[64];
  private int size;
  private int lastX;
  private int lastY;

  private CocoPolygon(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /**
   * The pixels of a closed polygon (even-odd rule).
   *
   * @param width of the image
   * @param height of the image
   * @param xy the corners {@code x0, y0, x1, y1, ...} in pixels, 0 at the outer edge of the image;
   *     may lie outside; not modified
   * @throws CocoException when the number of values is odd, none, or a corner is no number or more
   *     than 2^20 pixels away
   */
  public static CocoRle fill(int width, int height, double... xy) {
    if (xy.length == 0 || xy.length % 2 == 1) {
      throw new CocoException(
          "a polygon of " + xy.length + " numbers, expected x and y of some corners");
    }
    CocoRle.checkSize(width, height);
    CocoPolygon polygon = new CocoPolygon(width, height);
    int corners = xy.length / 2;
    int[] x = new int[corners];
    int[] y = new int[corners];
    for (int i = 0; i < corners; i++) {
      x[i] = fine(xy[2 * i]);
      y[i] = fine(xy[2 * i + 1]);
    }
    polygon.lastX = x[0];
    polygon.lastY = y[0];
    for (int i = 0; i < corners; i++) {
      int next = (i + 1) % corners;
      polygon.edge(x[i], y[i], x[next], y[next]);
    }
    return polygon.filled();
  }

  /** Truncates towards zero, as the C code does. */
  private static int fine(double value) {
    if (!(Math.abs(value) <= FARTHEST)) {
      throw new CocoException("a polygon corner at " + value + ", expected a place near the image");
    }
    return (int) (FINE * value + 0.5);
  }

  /** Visits the fine points of an edge, one for every step of its longer axis. */
  private void edge(int x0, int y0, int x1, int y1) {
    int dx = Math.abs(x1 - x0);
    int dy = Math.abs(y1 - y0);
    int steps = Math.max(dx, dy);
    if (steps == 0) {
      return;
    }
    boolean flat = dx >= dy;
    // Points are computed from the end with the smaller main coordinate, so that an edge drawn both
    // ways has the same points.
    boolean backwards = flat ? x0 > x1 : y0 > y1;
    int startX = backwards ? x1 : x0;
    int startY = backwards ? y1 : y0;
    int endX = backwards ? x0 : x1;
    int endY = backwards ? y0 : y1;
    double slope = flat ? (double) (endY - startY) / steps : (double) (endX - startX) / steps;
    for (int i = 0; i <= steps; i++) {
      int t = backwards ? steps - i : i;
      if (flat) {
        visit(startX + t, (int) (startY + slope * t + 0.5));
      } else {
        visit((int) (startX + slope * t + 0.5), startY + t);
      }
    }
  }

  private void visit(int x, int y) {
    if (x != lastX) {
      int column = x < lastX ? x : x - 1;
      int row = Math.min(y, lastY);
      if (column >= 0 && column % FINE == MIDDLE && column / FINE < width) {
        int below = Math.floorDiv(row + MIDDLE, FINE);
        crossing(column / FINE * height + Math.max(0, Math.min(height, below)));
      }
    }
    lastX = x;
    lastY = y;
  }

  private void crossing(int pixel) {
    if (size == crossings.length) {
      crossings = Arrays.copyOf(crossings, 2 * size);
    }
    crossings[size++] = pixel;
  }

  private CocoRle filled() {
    Arrays.sort(crossings, 0, size);
    int[] counts = new int[size + 1];
    int from = 0;
    for (int i = 0; i < size; i++) {
      counts[i] = crossings[i] - from;
      from = crossings[i];
    }
    counts[size] = width * height - from;
    return CocoRle.ofCounts(width, height, counts);
  }
}
