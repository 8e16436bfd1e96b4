package org.tag2mask.data.augment;

/**
 * The colour of pixels outside the picture. Public code pads with zeros after normalisation, that
 * is with the mean colour; bytes come within half a step of it, and who needs exact zeros writes
 * them outside {@link LabelledImage#valid()} after normalising.
 *
 * @param red 0..255
 * @param green 0..255
 * @param blue 0..255
 */
public record PadColour(int red, int green, int blue) {

  /** The rounded ImageNet mean (123.675, 116.28, 103.53). */
  public static final PadColour IMAGENET_MEAN = new PadColour(124, 116, 104);

  /** The middle grey of networks that map 0..255 to -1..1. */
  public static final PadColour MIDDLE_GREY = new PadColour(127, 127, 127);

  /** Checks the range. */
  public PadColour {
    if (((red | green | blue) & ~0xff) != 0) {
      throw new IllegalArgumentException(
          "pad colour " + red + ", " + green + ", " + blue + ": expected 0..255 each");
    }
  }

  /** The byte nearest to a mean colour on the scale 0..255. */
  public static PadColour ofMean(double red, double green, double blue) {
    return new PadColour((int) Math.round(red), (int) Math.round(green), (int) Math.round(blue));
  }
}
