package org.tag2mask.data.image;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Walks the chunks of a PNG to IEND and checks the checksums of those that pixels depend on. Wrong
 * ones on comments and the like are common and harmless.
 */
final class PngParser {

  private static final int SIGNATURE = 8;

  private PngParser() {}

  static ImageHeader parse(ByteBuffer png, String name) {
    int width = 0;
    int height = 0;
    int depth = 0;
    int colour = 0;
    boolean transparent = false;
    Orientation orientation = Orientation.UPRIGHT;
    int position = SIGNATURE;
    String type = "";
    while (!type.equals("IEND")) {
      if (png.capacity() - position < 12) {
        throw ImageHeader.truncated(name, "the PNG has no end mark (IEND)", null);
      }
      int length = png.getInt(position);
      type = type(png, position + 4);
      int data = position + 8;
      if (length < 0 || length > png.capacity() - data - 4) {
        throw ImageHeader.truncated(
            name, "its chunk " + type + " should have " + (length & 0xffffffffL) + " bytes", null);
      }
      if (Character.isUpperCase(type.charAt(0)) || type.equals("tRNS")) {
        checkSum(png, position + 4, length + 4, name, type);
      }
      switch (type) {
        case "IHDR" -> {
          width = png.getInt(data);
          height = png.getInt(data + 4);
          depth = png.get(data + 8);
          colour = png.get(data + 9);
        }
        case "tRNS" -> transparent = true;
        case "eXIf" -> orientation = Exif.orientation(png.slice(data, length));
        default -> {}
      }
      position = data + length + 4;
    }
    if (width == 0) {
      throw ImageHeader.damaged(name, "the PNG has no header (IHDR)");
    }
    int channels =
        switch (colour) {
          case 0, 3 -> 1;
          case 2 -> 3;
          case 4 -> 2;
          case 6 -> 4;
          default -> throw ImageHeader.damaged(name, "unknown PNG colour type " + colour);
        };
    // OpenCV does not apply the transparent level of grey files.
    boolean alpha = transparent && colour != 0 || colour == 4 || colour == 6;
    return new ImageHeader(
        ImageHeader.Format.PNG, width, height, channels, depth, alpha, orientation);
  }

  private static String type(ByteBuffer png, int at) {
    StringBuilder type = new StringBuilder(4);
    for (int i = 0; i < 4; i++) {
      char c = (char) (png.get(at + i) & 0xff);
      type.append(c >= ' ' && c <= '~' ? c : '?');
    }
    return type.toString();
  }

  private static void checkSum(ByteBuffer png, int start, int length, String name, String type) {
    CRC32 crc = new CRC32();
    crc.update(png.slice(start, length));
    if ((int) crc.getValue() != png.getInt(start + length)) {
      throw ImageHeader.damaged(name, "the checksum of its chunk " + type + " is wrong");
    }
  }
}
