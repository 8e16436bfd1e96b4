package org.tag2mask.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds the orientation in an EXIF block, which is a small TIFF file. */
final class Exif {

  private static final int ORIENTATION = 0x0112;
  private static final int TYPE_SHORT = 3;

  private Exif() {}

  /**
   * The orientation; upright when the block has none or is broken (viewers ignore broken EXIF).
   *
   * @param tiff the block from its byte-order mark on
   */
  static Orientation orientation(ByteBuffer tiff) {
    try {
      int mark = tiff.getShort(0);
      tiff.order(mark == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      if (mark != 0x4949 && mark != 0x4d4d || tiff.getShort(2) != 42) {
        return Orientation.UPRIGHT;
      }
      int directory = tiff.getInt(4);
      int entries = tiff.getShort(directory) & 0xffff;
      for (int i = 0; i < entries; i++) {
        int entry = directory + 2 + 12 * i;
        if ((tiff.getShort(entry) & 0xffff) == ORIENTATION
            && tiff.getShort(entry + 2) == TYPE_SHORT) {
          return Orientation.ofExif(tiff.getShort(entry + 8) & 0xffff);
        }
      }
      return Orientation.UPRIGHT;
    } catch (IndexOutOfBoundsException e) {
      return Orientation.UPRIGHT;
    }
  }
}
