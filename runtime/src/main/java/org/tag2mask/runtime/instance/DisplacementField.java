package org.tag2mask.runtime.instance;

import java.util.Arrays;
import org.tag2mask.runtime.Tag2MaskException;

/**
 * The displacement map of a boundary model: at each cell the way, in cells, to the centre of the
 * object that the cell shows.
 */
public final class DisplacementField {
  private final float[] rows;
  private final float[] columns;
  private final int height;
  private final int width;

  /**
   * A field.
   *
   * @param displacement {@code [2][height*width]}: rows down, then columns to the right; copied
   * @param height rows of the map
   * @param width columns of the map
   * @throws Tag2MaskException when the length is another, or a value is not finite
   */
  public DisplacementField(float[] displacement, int height, int width) {
    int cells = Math.multiplyExact(height, width);
    if (displacement.length != 2 * cells) {
      throw new Tag2MaskException(
          "a displacement map of "
              + height
              + " x "
              + width
              + " cells has "
              + 2 * cells
              + " values, found "
              + displacement.length);
    }
    for (float value : displacement) {
      if (!Float.isFinite(value)) {
        throw new Tag2MaskException(
            "the displacement map holds " + value + "; expected finite numbers from the model");
      }
    }
    this.rows = Arrays.copyOf(displacement, cells);
    this.columns = Arrays.copyOfRange(displacement, cells, 2 * cells);
    this.height = height;
    this.width = width;
  }

  /** The rows of the map. */
  public int height() {
    return height;
  }

  /** The columns of the map. */
  public int width() {
    return width;
  }

  /**
   * Where each cell arrives when it follows the field: {@code p ← clip(p + d(p))}, with {@code d}
   * between cells by bilinear interpolation, rounded to the nearest cell at the end (half to even).
   *
   * @param iterations steps, at least 0; 300 in the public code
   * @return index {@code y·width + x} of the arrival by cell; new array
   */
  public int[] centroids(int iterations) {
    int[] arrivals = new int[height * width];
    for (int cell = 0; cell < arrivals.length; cell++) {
      float y = cell / width;
      float x = cell % width;
      for (int i = 0; i < iterations; i++) {
        int top = (int) y;
        int left = (int) x;
        int bottom = Math.min(height - 1, y > top ? top + 1 : top);
        int right = Math.min(width - 1, x > left ? left + 1 : left);
        float down = y - top;
        float across = x - left;
        float dy = between(rows, top, bottom, left, right, down, across);
        float dx = between(columns, top, bottom, left, right, down, across);
        y = Math.max(0, Math.min(height - 1, y + dy));
        x = Math.max(0, Math.min(width - 1, x + dx));
      }
      arrivals[cell] = (int) Math.rint(y) * width + (int) Math.rint(x);
    }
    return arrivals;
  }

  private float between(
      float[] map, int top, int bottom, int left, int right, float down, float across) {
    return map[bottom * width + right] * down * across
        + map[bottom * width + left] * down * (1 - across)
        + map[top * width + right] * (1 - down) * across
        + map[top * width + left] * (1 - down) * (1 - across);
  }

  /**
   * Groups of cells that belong to one object: they arrive in the same connected patch of cells
   * that hardly move.
   *
   * @param iterations see {@link #centroids}
   * @param still cells with a shorter displacement than this hardly move; 2.5 in the public code
   * @return group by cell, from 0 without gaps; cells that arrive nowhere are a group of their own
   */
  public int[] groups(int iterations, double still) {
    int[] arrivals = centroids(iterations);
    boolean[] weak = new boolean[arrivals.length];
    for (int cell = 0; cell < weak.length; cell++) {
      double length = Math.sqrt(rows[cell] * rows[cell] + columns[cell] * columns[cell]);
      weak[cell] = length < still;
    }
    Components patches = Components.of(weak, height, width);
    int[] groups = new int[arrivals.length];
    boolean[] used = new boolean[patches.count() + 1];
    for (int cell = 0; cell < groups.length; cell++) {
      groups[cell] = patches.labels()[arrivals[cell]];
      used[groups[cell]] = true;
    }
    int[] rank = new int[used.length];
    int next = 0;
    for (int patch = 0; patch < used.length; patch++) {
      rank[patch] = next;
      next += used[patch] ? 1 : 0;
    }
    for (int cell = 0; cell < groups.length; cell++) {
      groups[cell] = rank[groups[cell]];
    }
    return groups;
  }
}
