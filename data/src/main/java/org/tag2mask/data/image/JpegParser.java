package org.tag2mask.data.image;

import java.nio.ByteBuffer;

/**
 * Walks the markers of a JPEG (ITU T.81 annex B) from SOI to EOI. The walk through the
 * entropy-coded data is what finds a cut-off file, before anything is decoded.
 */
final class JpegParser {

  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;

  /** Progressive files have about ten; thousands are a way to keep a decoder busy. */
  private static final int MAX_SCANS = 500;

  private final byte[] bytes;
  private final String name;
  private int position = 2;
  private int width;
  private int height;
  private int channels;
  private boolean adobe;
  private int scans;
  private Orientation orientation = Orientation.UPRIGHT;

  JpegParser(byte[] bytes, String name) {
    this.bytes = bytes;
    this.name = name;
  }

  ImageHeader parse() {
    for (int marker = nextMarker(); marker != EOI; marker = nextMarker()) {
      if (marker == SOI || marker == 0x01 || marker >= 0xd0 && marker <= 0xd7) {
        continue;
      }
      int length = word(position);
      if (length < 2) {
        throw ImageHeader.damaged(name, "a segment of length " + length);
      }
      segment(marker, position + 2, length - 2);
      position += length;
    }
    if (channels == 0 || scans == 0) {
      throw ImageHeader.damaged(name, "the JPEG ends without " + (channels == 0 ? "size" : "data"));
    }
    if (channels == 4 && !adobe) {
      // Without the Adobe marker nothing says whether 0 means no ink or full ink.
      throw ImageHeader.unsupported(name, "a CMYK JPEG without Adobe marker");
    }
    return new ImageHeader(ImageHeader.Format.JPEG, width, height, channels, 8, false, orientation);
  }

  /** The next marker at or behind the position; skips entropy-coded data and fill bytes. */
  private int nextMarker() {
    int at = position;
    while (at + 1 < bytes.length) {
      int code = bytes[at + 1] & 0xff;
      if (bytes[at] != (byte) 0xff || code == 0 || code == 0xff) {
        at++;
      } else {
        position = at + 2;
        return code;
      }
    }
    throw ImageHeader.truncated(
        name, "the JPEG has no end mark within its " + bytes.length + " bytes", null);
  }

  private void segment(int marker, int start, int length) {
    switch (marker) {
      case 0xc0, 0xc1, 0xc2 -> frame(start);
      case 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf ->
          throw ImageHeader.unsupported(
              name, "a lossless, hierarchical or arithmetic JPEG (SOF" + (marker - 0xc0) + ")");
      case SOS -> scan();
      case APP1 -> {
        if (ImageHeader.startsWith(bytes, start, 'E', 'x', 'i', 'f', 0, 0) && length > 6) {
          orientation = Exif.orientation(slice(start + 6, length - 6));
        }
      }
      case APP14 -> adobe |= ImageHeader.startsWith(bytes, start, 'A', 'd', 'o', 'b', 'e');
      default -> {}
    }
  }

  private void frame(int start) {
    if (channels != 0) {
      throw ImageHeader.damaged(name, "the JPEG gives its size twice");
    }
    int precision = bytes[start];
    if (precision != 8) {
      throw ImageHeader.unsupported(name, "a JPEG of " + precision + " bits a sample");
    }
    height = word(start + 1);
    width = word(start + 3);
    channels = bytes[start + 5] & 0xff;
    if (height == 0) {
      throw ImageHeader.unsupported(name, "a JPEG that gives its height at the end");
    }
    if (channels != 1 && channels != 3 && channels != 4) {
      throw ImageHeader.unsupported(name, "a JPEG of " + channels + " channels");
    }
  }

  private void scan() {
    if (channels == 0) {
      throw ImageHeader.damaged(name, "the JPEG's data begin before its size");
    }
    if (++scans > MAX_SCANS) {
      throw ImageHeader.damaged(name, "the JPEG has more than " + MAX_SCANS + " scans");
    }
  }

  private ByteBuffer slice(int start, int length) {
    int end = Math.min(bytes.length, start + length);
    return ByteBuffer.wrap(bytes, start, Math.max(0, end - start)).slice();
  }

  private int word(int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }
}
