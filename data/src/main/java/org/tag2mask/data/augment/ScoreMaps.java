package org.tag2mask.data.augment;

import java.util.Arrays;
import org.tag2mask.runtime.image.MapResize;

/**
 * Planes of scores that go through the augmentations with a picture: class activation maps, a
 * saliency map, soft labels.
 *
 * @param planes number of maps
 * @param width columns of each
 * @param height rows of each
 * @param values {@code [planes][height][width]}; the maps' own from now on, must not be modified
 */
public record ScoreMaps(int planes, int width, int height, float[] values) {

  /** Checks the length. */
  public ScoreMaps {
    if (planes < 1 || width < 1 || height < 1 || values.length != (long) planes * width * height) {
      throw new IllegalArgumentException(
          values.length
              + " scores, expected "
              + planes
              + " planes of "
              + width
              + " x "
              + height
              + ", each at least 1");
    }
  }

  /** A score. */
  public float score(int plane, int x, int y) {
    return values[(plane * height + y) * width + x];
  }

  /** Another size: bilinear, outer edges on outer edges, without antialias. */
  ScoreMaps resized(int newWidth, int newHeight) {
    float[] resized =
        MapResize.bilinear(
            values, planes, height, width, newHeight, newWidth, MapResize.Corners.HALF_PIXEL);
    return new ScoreMaps(planes, newWidth, newHeight, resized);
  }

  /** Mirrored left to right. */
  ScoreMaps flipped() {
    return new ScoreMaps(planes, width, height, MapResize.flipped(values, planes, height, width));
  }

  /** Placed on a canvas of zeros with the left upper corner at (dx, dy); the rest is cut off. */
  ScoreMaps onCanvas(int newWidth, int newHeight, int dx, int dy) {
    int left = Math.max(0, dx);
    int columns = Math.min(newWidth, dx + width) - left;
    float[] out = new float[planes * newWidth * newHeight];
    for (int plane = 0; plane < planes; plane++) {
      for (int y = Math.max(0, dy); y < Math.min(newHeight, dy + height); y++) {
        int from = (plane * height + y - dy) * width + left - dx;
        int to = (plane * newHeight + y) * newWidth + left;
        System.arraycopy(values, from, out, to, columns);
      }
    }
    return new ScoreMaps(planes, newWidth, newHeight, out);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScoreMaps that
        && that.planes == planes
        && that.width == width
        && that.height == height
        && Arrays.equals(that.values, values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "ScoreMaps[" + planes + "x" + width + "x" + height + "]";
  }
}
