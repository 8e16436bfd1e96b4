package org.tag2mask.data.image;

/** Walks the blocks of a GIF to the end of its first picture. */
final class GifParser {

  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;
  private static final int TRAILER = 0x3b;

  private GifParser() {}

  static ImageHeader parse(byte[] bytes, String name) {
    int width = word(bytes, 6);
    int height = word(bytes, 8);
    int position = 13 + colourTable(bytes[10]);
    boolean transparent = false;
    while (true) {
      int block = bytes[position++] & 0xff;
      if (block == EXTENSION) {
        int label = bytes[position++] & 0xff;
        transparent |= label == 0xf9 && (bytes[position + 1] & 1) == 1;
        position = skipSubBlocks(bytes, position);
      } else if (block == IMAGE) {
        int right = word(bytes, position) + word(bytes, position + 4);
        int bottom = word(bytes, position + 2) + word(bytes, position + 6);
        if (right > width || bottom > height) {
          throw ImageHeader.damaged(
              name,
              "its first picture reaches to "
                  + right
                  + " x "
                  + bottom
                  + ", outside the screen of "
                  + width
                  + " x "
                  + height);
        }
        skipSubBlocks(bytes, position + 9 + colourTable(bytes[position + 8]) + 1);
        return new ImageHeader(
            ImageHeader.Format.GIF, width, height, 1, 8, transparent, Orientation.UPRIGHT);
      } else if (block == TRAILER) {
        throw ImageHeader.damaged(name, "the GIF has no picture");
      } else {
        throw ImageHeader.damaged(name, "unknown GIF block " + block);
      }
    }
  }

  private static int colourTable(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  private static int skipSubBlocks(byte[] bytes, int position) {
    int at = position;
    while (bytes[at] != 0) {
      at += 1 + (bytes[at] & 0xff);
    }
    return at + 1;
  }

  private static int word(byte[] bytes, int at) {
    return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
  }
}
