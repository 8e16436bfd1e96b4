package org.tag2mask.data.image;

/**
 * Walks the Huffman codes of a baseline JPEG without decoding pixels, to tell whether every block
 * is there. The decoder fills missing blocks with middle grey and says so only on the console; this
 * walk is the proof when a picture ends suspiciously grey. Progressive files are not walked.
 */
final class JpegEntropy {

  private static final int DC = 0;
  private static final int AC = 1;

  private final byte[] bytes;
  private final HuffmanCode[][] codes = new HuffmanCode[2][4];
  private final int[] ids = new int[4];
  private final int[] across = new int[4];
  private final int[] down = new int[4];
  private int components;
  private int width;
  private int height;
  private int restartInterval;
  private int position;
  private int bits;
  private int bitCount;

  private JpegEntropy(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Whether a sound-looking JPEG lacks blocks.
   *
   * @param jpeg a file that {@link JpegParser} accepts; not modified
   * @return false too when this cannot be told (progressive, tables missing)
   */
  static boolean lacksBlocks(byte[] jpeg) {
    try {
      return new JpegEntropy(jpeg).walk();
    } catch (IndexOutOfBoundsException | NullPointerException e) {
      // Tables that are not there: the decoder, not this walk, judges such a file.
      return false;
    }
  }

  private boolean walk() {
    position = 2;
    while (true) {
      while ((bytes[position] & 0xff) != 0xff
          || (bytes[position + 1] & 0xff) >= 0xff
          || bytes[position + 1] == 0) {
        position++;
      }
      int marker = bytes[position + 1] & 0xff;
      position += 2;
      if (marker == 0xd9 || marker == 0xc2) {
        return false;
      }
      if (marker >= 0xd0 && marker <= 0xd8 || marker == 1) {
        continue;
      }
      int start = position + 2;
      int end = position + word(position);
      switch (marker) {
        case 0xc0, 0xc1 -> frame(start);
        case 0xc4 -> tables(start, end);
        case 0xdd -> restartInterval = word(start);
        default -> {}
      }
      position = end;
      if (marker == 0xda && !scan(start)) {
        return true;
      }
    }
  }

  private void frame(int start) {
    height = word(start + 1);
    width = word(start + 3);
    components = bytes[start + 5];
    for (int c = 0; c < components; c++) {
      ids[c] = bytes[start + 6 + 3 * c];
      across[c] = bytes[start + 7 + 3 * c] >> 4 & 15;
      down[c] = bytes[start + 7 + 3 * c] & 15;
    }
  }

  private void tables(int start, int end) {
    for (int at = start; at < end; ) {
      HuffmanCode code = new HuffmanCode(bytes, at + 1);
      codes[bytes[at] >> 4 & 1][bytes[at] & 3] = code;
      at += 17 + code.symbols();
    }
  }

  /** Walks one scan; false when its data end early. */
  private boolean scan(int start) {
    int count = bytes[start];
    int mostAcross = max(across);
    int mostDown = max(down);
    int columns = ceil(width, 8 * mostAcross);
    int rows = ceil(height, 8 * mostDown);
    int[] component = new int[count];
    for (int i = 0; i < count; i++) {
      while (ids[component[i]] != bytes[start + 1 + 2 * i]) {
        component[i]++;
      }
    }
    if (count == 1) {
      // A scan of one component has its own blocks only, without those that fill up a unit.
      int c = component[0];
      columns = ceil(ceil(width * across[c], mostAcross), 8);
      rows = ceil(ceil(height * down[c], mostDown), 8);
    }
    long units = (long) columns * rows;
    bitCount = 0;
    for (long unit = 0; unit < units; unit++) {
      if (restartInterval > 0 && unit > 0 && unit % restartInterval == 0 && !restart()) {
        return false;
      }
      for (int i = 0; i < count; i++) {
        int c = component[i];
        int tables = bytes[start + 2 + 2 * i];
        int blocks = count == 1 ? 1 : across[c] * down[c];
        for (int b = 0; b < blocks; b++) {
          if (!block(codes[DC][tables >> 4 & 3], codes[AC][tables & 3])) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** One block: the DC difference, then runs of AC coefficients (T.81 F.2.2). */
  private boolean block(HuffmanCode dc, HuffmanCode ac) {
    int size = symbol(dc);
    if (size < 0 || !skip(size)) {
      return false;
    }
    for (int k = 1; k < 64; k++) {
      int symbol = symbol(ac);
      if (symbol < 0) {
        return false;
      }
      int run = symbol >> 4;
      size = symbol & 15;
      if (size == 0 && run < 15) {
        return true;
      }
      k += run;
      if (!skip(size)) {
        return false;
      }
    }
    return true;
  }

  private int symbol(HuffmanCode code) {
    int value = 0;
    for (int length = 1; length <= 16; length++) {
      int bit = bit();
      if (bit < 0) {
        return -1;
      }
      value = value << 1 | bit;
      int symbol = code.symbol(value, length);
      if (symbol >= 0) {
        return symbol;
      }
    }
    return -1;
  }

  private boolean skip(int count) {
    for (int i = 0; i < count; i++) {
      if (bit() < 0) {
        return false;
      }
    }
    return true;
  }

  /** The next bit, or -1 at a marker. */
  private int bit() {
    if (bitCount == 0) {
      bits = bytes[position] & 0xff;
      if (bits == 0xff) {
        if (bytes[position + 1] != 0) {
          return -1;
        }
        position++;
      }
      position++;
      bitCount = 8;
    }
    bitCount--;
    return bits >> bitCount & 1;
  }

  private boolean restart() {
    bitCount = 0;
    boolean marker = bytes[position] == (byte) 0xff && (bytes[position + 1] & 0xf8) == 0xd0;
    position += 2;
    return marker;
  }

  private static int max(int[] values) {
    return Math.max(Math.max(values[0], values[1]), Math.max(values[2], values[3]));
  }

  private static int ceil(int value, int unit) {
    return (value + unit - 1) / unit;
  }

  private int word(int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }
}
