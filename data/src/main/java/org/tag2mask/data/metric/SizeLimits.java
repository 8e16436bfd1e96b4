package org.tag2mask.data.metric;

/**
 * Where small objects end and large ones begin, as the sides of squares: an object of fewer than
 * {@code medium²} pixels is small, one of at least {@code large²} is large.
 *
 * @param medium side of the smallest medium object, pixels, at least 1
 * @param large side of the smallest large object, pixels, above {@code medium}
 */
public record SizeLimits(int medium, int large) {

  /** The limits of COCO's evaluation: 32 and 96. */
  public static final SizeLimits COCO = new SizeLimits(32, 96);

  /** Checks the order. */
  public SizeLimits {
    if (medium < 1 || large <= medium) {
      throw new IllegalArgumentException(
          "object sizes are " + medium + " and " + large + ", expected two ascending sides");
    }
  }
}
