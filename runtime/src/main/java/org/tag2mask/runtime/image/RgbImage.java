package org.tag2mask.runtime.image;

import java.util.Arrays;

/**
 * An 8-bit RGB image: interleaved bytes {@code [height][width][3]}, red first, rows top to bottom.
 * Immutable as long as nobody writes to an array given to {@link #wrap} or got from {@link #array}.
 */
public final class RgbImage {
  private final int width;
  private final int height;
  private final byte[] rgb;

  private RgbImage(int width, int height, byte[] rgb) {
    long expected = 3L * width * height;
    if (width < 1 || height < 1 || rgb.length != expected) {
      throw new IllegalArgumentException(
          "an RGB image of "
              + width
              + "x"
              + height
              + " needs sides of at least 1 and width*height*3 = "
              + expected
              + " bytes, found "
              + rgb.length);
    }
    this.width = width;
    this.height = height;
    this.rgb = rgb;
  }

  /**
   * An image from a copy of the given bytes.
   *
   * @param width pixels, at least 1
   * @param height pixels, at least 1
   * @param rgb {@code [height][width][3]}; not modified, copied
   * @return the image
   * @throws IllegalArgumentException when the length is not {@code width*height*3}
   */
  public static RgbImage of(int width, int height, byte[] rgb) {
    return new RgbImage(width, height, rgb.clone());
  }

  /**
   * An image that takes over the given array without copying: the caller must not write to it
   * afterwards.
   *
   * @param width pixels, at least 1
   * @param height pixels, at least 1
   * @param rgb {@code [height][width][3]}; owned by the image from now on
   * @return the image
   * @throws IllegalArgumentException when the length is not {@code width*height*3}
   */
  public static RgbImage wrap(int width, int height, byte[] rgb) {
    return new RgbImage(width, height, rgb);
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
   * The image's own array, without copying, for code that hands pixels on.
   *
   * @return {@code [height][width][3]}; must not be modified
   */
  public byte[] array() {
    return rgb;
  }

  /**
   * A copy of the pixels.
   *
   * @return {@code [height][width][3]}, the caller's own
   */
  public byte[] toBytes() {
    return rgb.clone();
  }

  /**
   * One sample.
   *
   * @param x column, 0 at the left
   * @param y row, 0 at the top
   * @param channel 0 red, 1 green, 2 blue
   * @return 0..255
   */
  public int sample(int x, int y, int channel) {
    return rgb[3 * (y * width + x) + channel] & 0xff;
  }

  /**
   * The image mirrored left to right.
   *
   * @return a new image
   */
  public RgbImage flipped() {
    byte[] out = new byte[rgb.length];
    for (int y = 0; y < height; y++) {
      int from = 3 * y * width;
      int to = from + 3 * (width - 1);
      for (int x = 0; x < width; x++, from += 3, to -= 3) {
        out[to] = rgb[from];
        out[to + 1] = rgb[from + 1];
        out[to + 2] = rgb[from + 2];
      }
    }
    return new RgbImage(width, height, out);
  }

  /**
   * A part of the image.
   *
   * @param x left column
   * @param y top row
   * @param w columns
   * @param h rows
   * @return a new image
   * @throws IllegalArgumentException when the window is empty or leaves the image
   */
  public RgbImage crop(int x, int y, int w, int h) {
    Window.check(x, y, w, h, width, height);
    byte[] out = new byte[3 * w * h];
    for (int row = 0; row < h; row++) {
      System.arraycopy(rgb, 3 * ((y + row) * width + x), out, 3 * row * w, 3 * w);
    }
    return new RgbImage(w, h, out);
  }

  /**
   * The image at another size, as Pillow makes it.
   *
   * @param newWidth pixels, at least 1
   * @param newHeight pixels, at least 1
   * @param resampling the filter
   * @return a new image, or this one when the size is the same
   */
  public RgbImage resized(int newWidth, int newHeight, Resampling resampling) {
    return resampling.resize(this, newWidth, newHeight);
  }

  /**
   * The image scaled by a factor; each side is rounded half to even (at least 1), as Python's
   * {@code round} in the public CAM code does.
   *
   * @param scale factor, above 0
   * @param resampling the filter
   * @return a new image, or this one when the size is the same
   */
  public RgbImage scaled(double scale, Resampling resampling) {
    return resized(scaledSide(width, scale), scaledSide(height, scale), resampling);
  }

  /**
   * The length of a side after scaling: {@code round(side * scale)} half to even, at least 1.
   *
   * @param side pixels
   * @param scale factor, above 0
   * @return pixels
   */
  public static int scaledSide(int side, double scale) {
    return (int) Math.max(1, Math.rint(side * scale));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RgbImage that
        && width == that.width
        && height == that.height
        && Arrays.equals(rgb, that.rgb);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(rgb);
  }

  @Override
  public String toString() {
    return "RgbImage[" + width + "x" + height + "]";
  }
}
