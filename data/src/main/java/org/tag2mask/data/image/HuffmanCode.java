package org.tag2mask.data.image;

/** A Huffman table of a JPEG: code lengths and symbols (ITU T.81 annex C). */
final class HuffmanCode {

  private static final int LENGTHS = 16;

  private final int[] firstCode = new int[LENGTHS + 1];
  private final int[] count = new int[LENGTHS + 1];
  private final int[] firstSymbol = new int[LENGTHS + 1];
  private final int[] symbols;

  /**
   * Reads a table.
   *
   * @param at the place of its 16 counts, with the symbols behind; not modified
   */
  HuffmanCode(byte[] bytes, int at) {
    int code = 0;
    int total = 0;
    for (int length = 1; length <= LENGTHS; length++) {
      count[length] = bytes[at + length - 1] & 0xff;
      firstCode[length] = code;
      firstSymbol[length] = total;
      code = code + count[length] << 1;
      total += count[length];
    }
    symbols = new int[total];
    for (int i = 0; i < total; i++) {
      symbols[i] = bytes[at + LENGTHS + i] & 0xff;
    }
  }

  /** The number of symbols. */
  int symbols() {
    return symbols.length;
  }

  /** The symbol of a code of this length, or -1 when there is none. */
  int symbol(int code, int length) {
    int index = code - firstCode[length];
    return index >= 0 && index < count[length] ? symbols[firstSymbol[length] + index] : -1;
  }
}
