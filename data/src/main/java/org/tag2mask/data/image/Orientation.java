package org.tag2mask.data.image;

import org.tag2mask.runtime.image.RgbImage;

/**
 * The eight EXIF orientations (tag 0x0112): how stored pixels must be turned to be upright. Masks
 * and predictions refer to the upright picture.
 */
public enum Orientation {
  /** 1: as stored. */
  UPRIGHT,
  /** 2: mirrored left to right. */
  MIRRORED,
  /** 3: turned by 180 degrees. */
  HALF_TURN,
  /** 4: mirrored top to bottom. */
  FLIPPED,
  /** 5: transposed (rows become columns). */
  TRANSPOSED,
  /** 6: to be turned clockwise by 90 degrees. */
  CLOCKWISE,
  /** 7: transposed along the other diagonal. */
  TRANSVERSED,
  /** 8: to be turned counter-clockwise by 90 degrees. */
  COUNTER_CLOCKWISE;

  /** The orientation of an EXIF value; anything but 1..8 means upright, as viewers do. */
  static Orientation ofExif(int value) {
    return value >= 1 && value <= 8 ? values()[value - 1] : UPRIGHT;
  }

  /** Whether width and height change places. */
  public boolean swapsSides() {
    return ordinal() >= TRANSPOSED.ordinal();
  }

  /** The upright picture; the same object when nothing is to be done. */
  RgbImage apply(RgbImage stored) {
    if (this == UPRIGHT) {
      return stored;
    }
    int w = stored.width();
    int h = stored.height();
    int outW = swapsSides() ? h : w;
    int outH = swapsSides() ? w : h;
    byte[] in = stored.array();
    byte[] out = new byte[in.length];
    int to = 0;
    for (int y = 0; y < outH; y++) {
      for (int x = 0; x < outW; x++) {
        int from = 3 * source(x, y, w, h);
        out[to++] = in[from];
        out[to++] = in[from + 1];
        out[to++] = in[from + 2];
      }
    }
    return RgbImage.wrap(outW, outH, out);
  }

  /** The stored pixel (row-major index) that is seen at (x, y) of the upright picture. */
  private int source(int x, int y, int w, int h) {
    return switch (this) {
      case UPRIGHT -> y * w + x;
      case MIRRORED -> y * w + (w - 1 - x);
      case HALF_TURN -> (h - 1 - y) * w + (w - 1 - x);
      case FLIPPED -> (h - 1 - y) * w + x;
      case TRANSPOSED -> x * w + y;
      case CLOCKWISE -> (h - 1 - x) * w + y;
      case TRANSVERSED -> (h - 1 - x) * w + (w - 1 - y);
      case COUNTER_CLOCKWISE -> x * w + (w - 1 - y);
    };
  }
}
