package org.tag2mask.data.png;

/**
 * The VOC colour map: the bits of a label are dealt to red, green and blue in turn, the lowest bits
 * to the highest places. Label 0 is black, 1 dark red, 15 (person) pink-grey, 255 (ignore) ivory.
 */
public final class VocColours {

  private VocColours() {}

  /**
   * The colour of a label.
   *
   * @param label 0..255
   * @return 0xRRGGBB
   */
  public static int rgb(int label) {
    int red = 0;
    int green = 0;
    int blue = 0;
    for (int bit = 7, rest = label; bit >= 0; bit--, rest >>= 3) {
      red |= (rest & 1) << bit;
      green |= (rest >> 1 & 1) << bit;
      blue |= (rest >> 2 & 1) << bit;
    }
    return red << 16 | green << 8 | blue;
  }

  /** The 256 colours as a PNG palette: {@code [256][3]} bytes, new array. */
  public static byte[] palette() {
    byte[] palette = new byte[768];
    for (int label = 0; label < 256; label++) {
      int rgb = rgb(label);
      palette[3 * label] = (byte) (rgb >> 16);
      palette[3 * label + 1] = (byte) (rgb >> 8);
      palette[3 * label + 2] = (byte) rgb;
    }
    return palette;
  }
}
