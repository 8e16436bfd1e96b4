package org.tag2mask.runtime.walk;

import java.util.List;
import org.tag2mask.runtime.Tag2MaskException;

/**
 * How maps and weights lie in memory: row after row with {@code radius - 1} empty cells between two
 * rows and room for the longest offset before and behind, so that reading at a constant distance
 * needs no bounds, from any cell and in both directions.
 *
 * <p>Empty cells hold 0 in maps and weights and 1 in the column sums: they stay 0 in every step.
 */
final class StencilLayout {
  /** Cells that a kernel computes at a time. */
  static final int BLOCK = 16;

  /** Fewer cells at a time cost a loop's start too often; more crowd the nearest cache. */
  private static final int SMALLEST_CHUNK = 512;

  private static final int LARGEST_CHUNK = 1024;

  final int height;
  final int width;

  /** Cells from a row to the next. */
  final int stride;

  /** The first cell of the map; a multiple of {@link #BLOCK}. */
  final int first;

  /** Cells from the first one on that a step computes; a multiple of {@link #BLOCK}. */
  final int length;

  /** Cells of a plane of weights or of a map. */
  final int plane;

  /** The distance to the farthest neighbour. */
  final int reach;

  /** Cells a kernel is given at a time; as far as a neighbour reaches, where that fits. */
  final int chunk;

  /** The offsets of the geometry as distances, all above 0. */
  final int[] offsets;

  StencilLayout(PairGeometry geometry, int height, int width) {
    List<Offset> pairs = geometry.offsets();
    int gap = geometry.radius() - 1;
    long cells = height * ((long) width + gap);
    if (cells * pairs.size() > Integer.MAX_VALUE / 2) {
      throw new Tag2MaskException(
          "a walk of radius "
              + geometry.radius()
              + " over a map of "
              + width
              + "x"
              + height
              + " cells needs "
              + cells * pairs.size()
              + " weights, more than the limit of 2^30; shrink the image or the radius");
    }
    this.height = height;
    this.width = width;
    this.stride = width + gap;
    this.offsets = pairs.stream().mapToInt(offset -> offset.flat(stride)).toArray();
    int farthest = 0;
    for (int offset : offsets) {
      farthest = Math.max(farthest, offset);
    }
    this.reach = farthest;
    this.chunk = Math.max(SMALLEST_CHUNK, Math.min(LARGEST_CHUNK, blocks(reach)));
    this.first = blocks(reach);
    this.length = blocks(height * stride);
    int all = first + length + blocks(reach);
    // Planes an odd number of cache lines long do not fall on the same lines of the cache.
    this.plane = all / BLOCK % 2 == 0 ? all + BLOCK : all;
  }

  private static int blocks(int cells) {
    return (cells + BLOCK - 1) / BLOCK * BLOCK;
  }

  /** Where a cell lies in a plane. */
  int at(int y, int x) {
    return first + y * stride + x;
  }

  /** Puts maps {@code [channels][height][width]} plus a constant into planes of 0. */
  void spread(float[] maps, float plus, float[][] planes, int channels) {
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        int from = (c * height + y) * width;
        int to = at(y, 0);
        for (int x = 0; x < width; x++) {
          planes[c][to + x] = maps[from + x] + plus;
        }
      }
    }
  }

  /** Takes maps minus a constant out of planes. */
  void gather(float[][] planes, float minus, float[] maps, int channels) {
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        int from = at(y, 0);
        int to = (c * height + y) * width;
        for (int x = 0; x < width; x++) {
          maps[to + x] = planes[c][from + x] - minus;
        }
      }
    }
  }
}
