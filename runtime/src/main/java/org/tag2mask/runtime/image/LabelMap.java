package org.tag2mask.runtime.image;

import java.util.Arrays;

/**
 * A label per pixel: bytes {@code [height][width]} holding class ids 0 (background) to 254, and
 * {@link #IGNORE} (255) for pixels nobody vouches for. Immutable as long as nobody writes to an
 * array given to {@link #wrap} or got from {@link #array}.
 */
public final class LabelMap {
  /** The label of pixels that neither training nor evaluation uses. */
  public static final int IGNORE = 255;

  private final int width;
  private final int height;
  private final byte[] labels;

  private LabelMap(int width, int height, byte[] labels) {
    long expected = (long) width * height;
    if (width < 1 || height < 1 || labels.length != expected) {
      throw new IllegalArgumentException(
          "a label map of "
              + width
              + "x"
              + height
              + " needs sides of at least 1 and width*height = "
              + expected
              + " bytes, found "
              + labels.length);
    }
    this.width = width;
    this.height = height;
    this.labels = labels;
  }

  /**
   * A label map from a copy of the given bytes.
   *
   * @param width pixels, at least 1
   * @param height pixels, at least 1
   * @param labels {@code [height][width]}, unsigned; not modified, copied
   * @return the map
   * @throws IllegalArgumentException when the length is not {@code width*height}
   */
  public static LabelMap of(int width, int height, byte[] labels) {
    return new LabelMap(width, height, labels.clone());
  }

  /**
   * A label map that takes over the array without copying: the caller must not write to it
   * afterwards.
   *
   * @param width pixels, at least 1
   * @param height pixels, at least 1
   * @param labels {@code [height][width]}, unsigned; owned by the map from now on
   * @return the map
   * @throws IllegalArgumentException when the length is not {@code width*height}
   */
  public static LabelMap wrap(int width, int height, byte[] labels) {
    return new LabelMap(width, height, labels);
  }

  /**
   * A map with one label everywhere.
   *
   * @param width pixels, at least 1
   * @param height pixels, at least 1
   * @param label 0..255
   * @return the map
   */
  public static LabelMap filled(int width, int height, int label) {
    byte[] labels = new byte[Math.multiplyExact(width, height)];
    Arrays.fill(labels, (byte) label);
    return new LabelMap(width, height, labels);
  }

  /**
   * The width.
   *
   * @return pixels, at least 1
   */
  public int width() {
    return width;
  }

  /**
   * The height.
   *
   * @return pixels, at least 1
   */
  public int height() {
    return height;
  }

  /**
   * The map's own array, without copying.
   *
   * @return {@code [height][width]}, unsigned; must not be modified
   */
  public byte[] array() {
    return labels;
  }

  /**
   * A copy of the labels.
   *
   * @return {@code [height][width]}, unsigned, the caller's own
   */
  public byte[] toBytes() {
    return labels.clone();
  }

  /**
   * The label of a pixel.
   *
   * @param x column, 0 at the left
   * @param y row, 0 at the top
   * @return 0..255
   */
  public int label(int x, int y) {
    return labels[y * width + x] & 0xff;
  }

  /**
   * How many pixels each label has.
   *
   * @return 256 counts, index = label
   */
  public long[] counts() {
    long[] counts = new long[256];
    for (byte label : labels) {
      counts[label & 0xff]++;
    }
    return counts;
  }

  /**
   * The map mirrored left to right.
   *
   * @return a new map
   */
  public LabelMap flipped() {
    byte[] out = new byte[labels.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        out[y * width + width - 1 - x] = labels[y * width + x];
      }
    }
    return new LabelMap(width, height, out);
  }

  /**
   * A part of the map.
   *
   * @param x left column
   * @param y top row
   * @param w columns
   * @param h rows
   * @return a new map
   * @throws IllegalArgumentException when the window is empty or leaves the map
   */
  public LabelMap crop(int x, int y, int w, int h) {
    Window.check(x, y, w, h, width, height);
    byte[] out = new byte[w * h];
    for (int row = 0; row < h; row++) {
      System.arraycopy(labels, (y + row) * width + x, out, row * w, w);
    }
    return new LabelMap(w, h, out);
  }

  /**
   * The map at another size: nearest with centre alignment, output {@code i} takes input {@code
   * floor((i + 0.5) * old / new)}. Every label resize of the project is this one.
   *
   * @param newWidth pixels, at least 1
   * @param newHeight pixels, at least 1
   * @return a new map, or this one when the size is the same
   */
  public LabelMap resized(int newWidth, int newHeight) {
    if (newWidth == width && newHeight == height) {
      return this;
    }
    int[] columns = Resampling.nearestSources(width, newWidth);
    int[] rows = Resampling.nearestSources(height, newHeight);
    byte[] out = new byte[Math.multiplyExact(newWidth, newHeight)];
    for (int y = 0, to = 0; y < newHeight; y++) {
      int from = rows[y] * width;
      for (int x = 0; x < newWidth; x++) {
        out[to++] = labels[from + columns[x]];
      }
    }
    return new LabelMap(newWidth, newHeight, out);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelMap that
        && width == that.width
        && height == that.height
        && Arrays.equals(labels, that.labels);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(labels);
  }

  @Override
  public String toString() {
    return "LabelMap[" + width + "x" + height + "]";
  }
}
