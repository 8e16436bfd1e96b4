package org.tag2mask.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the chunks of a WebP file (RIFF container; VP8, VP8L and VP8X). */
final class WebpParser {

  private static final int VP8 = fourCc("VP8 ");
  private static final int VP8L = fourCc("VP8L");
  private static final int VP8X = fourCc("VP8X");
  private static final int EXIF = fourCc("EXIF");

  private WebpParser() {}

  static ImageHeader parse(byte[] bytes, String name) {
    ByteBuffer webp = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long size = (webp.getInt(4) & 0xffffffffL) + 8;
    if (size > bytes.length) {
      throw ImageHeader.truncated(
          name, "the WebP should have " + size + " bytes, found " + bytes.length, null);
    }
    int width = 0;
    int height = 0;
    boolean alpha = false;
    Orientation orientation = Orientation.UPRIGHT;
    long position = 12;
    while (position + 8 <= size) {
      int at = (int) position;
      int type = webp.getInt(at);
      long length = webp.getInt(at + 4) & 0xffffffffL;
      int data = at + 8;
      if (data + length > size) {
        throw ImageHeader.damaged(name, "a WebP chunk is larger than the file");
      }
      if (type == VP8X) {
        alpha = (webp.get(data) & 0x10) != 0;
        width = 1 + (webp.getInt(data + 4) & 0xffffff);
        height = 1 + (webp.getInt(data + 6) >>> 8);
      } else if (type == VP8 && width == 0) {
        width = webp.getShort(data + 6) & 0x3fff;
        height = webp.getShort(data + 8) & 0x3fff;
      } else if (type == VP8L && width == 0) {
        int bits = webp.getInt(data + 1);
        width = 1 + (bits & 0x3fff);
        height = 1 + (bits >>> 14 & 0x3fff);
        alpha = (bits >>> 28 & 1) == 1;
      } else if (type == EXIF) {
        orientation = exif(webp.slice(data, (int) length));
      }
      position = data + length + (length & 1);
    }
    if (width == 0) {
      throw ImageHeader.damaged(name, "the WebP has no picture");
    }
    return new ImageHeader(
        ImageHeader.Format.WEBP, width, height, alpha ? 4 : 3, 8, alpha, orientation);
  }

  /** Some writers put the JPEG prefix "Exif\0\0" in front. */
  private static Orientation exif(ByteBuffer block) {
    boolean prefixed = block.capacity() > 6 && block.getInt(0) == Integer.reverseBytes(0x66697845);
    return Exif.orientation(prefixed ? block.slice(6, block.capacity() - 6) : block.slice());
  }

  private static int fourCc(String text) {
    return text.charAt(0) | text.charAt(1) << 8 | text.charAt(2) << 16 | text.charAt(3) << 24;
  }
}
