package org.tag2mask.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the header of a Windows bitmap. */
final class BmpParser {

  private static final int OS2_HEADER = 12;
  private static final int BI_RGB = 0;
  private static final int BI_BITFIELDS = 3;

  private BmpParser() {}

  static ImageHeader parse(byte[] bytes, String name) {
    ByteBuffer bmp = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long data = bmp.getInt(10) & 0xffffffffL;
    boolean old = bmp.getInt(14) == OS2_HEADER;
    int width = old ? bmp.getShort(18) & 0xffff : bmp.getInt(18);
    // A negative height means rows from top to bottom.
    int height = Math.abs(old ? bmp.getShort(20) & 0xffff : bmp.getInt(22));
    int bits = bmp.getShort(old ? 24 : 28) & 0xffff;
    int compression = old ? BI_RGB : bmp.getInt(30);
    boolean plain = compression == BI_RGB || compression == BI_BITFIELDS;
    long rowBytes = ((long) width * bits + 31) / 32 * 4;
    if (plain && data + rowBytes * height > bytes.length) {
      throw ImageHeader.truncated(
          name,
          "the bitmap needs " + (data + rowBytes * height) + " bytes, found " + bytes.length,
          null);
    }
    // The fourth byte of 32-bit bitmaps is usually unset, not alpha.
    return new ImageHeader(
        ImageHeader.Format.BMP,
        width,
        height,
        Math.max(1, bits / 8),
        Math.min(8, bits),
        false,
        Orientation.UPRIGHT);
  }
}
