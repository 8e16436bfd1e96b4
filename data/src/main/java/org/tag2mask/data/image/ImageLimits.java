package org.tag2mask.data.image;

import java.util.Locale;

/**
 * How large an image file may be. Checked before any pixel is allocated, so that a small file that
 * claims a huge picture (a decompression bomb) costs nothing.
 *
 * @param maxPixels width times height, at least 1; default 64 million
 * @param maxBytes bytes of the file, at least 1; default 100 million
 */
public record ImageLimits(long maxPixels, long maxBytes) {

  /** 64 megapixels and 100 MB. */
  public static final ImageLimits DEFAULT = new ImageLimits(64_000_000, 100_000_000);

  /** An RGB image is one Java array: three bytes a pixel. */
  private static final long ARRAY_PIXELS = Integer.MAX_VALUE / 3 - 8;

  /** Checks the ranges. */
  public ImageLimits {
    if (maxPixels < 1 || maxPixels > ARRAY_PIXELS) {
      throw new IllegalArgumentException(
          "maxPixels is " + maxPixels + ", expected 1 to " + ARRAY_PIXELS);
    }
    if (maxBytes < 1 || maxBytes > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "maxBytes is " + maxBytes + ", expected 1 to " + (Integer.MAX_VALUE - 8));
    }
  }

  /**
   * Refuses a picture that is too large.
   *
   * @param name the file's name, for the message
   * @param width pixels
   * @param height pixels
   * @throws ImageException of kind TOO_LARGE
   */
  public void checkPixels(String name, int width, int height) {
    if ((long) width * height > maxPixels) {
      throw new ImageException(
          ImageException.Kind.TOO_LARGE,
          String.format(
              Locale.ROOT,
              "%s: %d x %d = %.1f megapixels, the limit is %.1f; scale it down or raise the limit",
              name,
              width,
              height,
              (double) width * height / 1e6,
              maxPixels / 1e6));
    }
  }

  /**
   * Refuses a file that is too large.
   *
   * @param name the file's name, for the message
   * @param bytes its size
   * @throws ImageException of kind TOO_LARGE
   */
  public void checkBytes(String name, long bytes) {
    if (bytes > maxBytes) {
      throw new ImageException(
          ImageException.Kind.TOO_LARGE,
          String.format(
              Locale.ROOT,
              "%s: a file of %.1f MB, the limit is %.1f; scale it down or raise the limit",
              name,
              bytes / 1e6,
              maxBytes / 1e6));
    }
  }
}
