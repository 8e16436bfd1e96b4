package org.tag2mask.trainer.loader;

import java.nio.FloatBuffer;
import org.tag2mask.data.augment.Box;
import org.tag2mask.models.network.ImageInput;
import org.tag2mask.models.network.ImageInput.ChannelOrder;
import org.tag2mask.runtime.image.RgbImage;

/**
 * Normalisation of bytes by table: {@code (value - mean) / deviation} for each of the 256 values of
 * each channel.
 */
public final class PixelTable {
  private static final int CHANNELS = 3;
  private static final int VALUES = 256;

  /** {@code [network channel][byte]}. */
  private final float[][] table = new float[CHANNELS][VALUES];

  /** Where network channel c stands in an RGB pixel. */
  private final int[] source = new int[CHANNELS];

  /** The table of a network's input. */
  public PixelTable(ImageInput input) {
    for (int c = 0; c < CHANNELS; c++) {
      source[c] = input.order() == ChannelOrder.RGB ? c : CHANNELS - 1 - c;
      for (int value = 0; value < VALUES; value++) {
        table[c][value] = (value - input.mean()[c]) / input.deviation()[c];
      }
    }
  }

  /**
   * Writes a picture as normalised rows of pixels {@code [height][width][3]}; what lies outside its
   * valid part, and outside the picture, is exactly 0, the mean colour.
   *
   * @param image the picture
   * @param valid the part that shows the photo
   * @param rows height of the target, at least that of the picture
   * @param columns width of the target, at least that of the picture
   * @param to written to, from its position on
   */
  public void write(RgbImage image, Box valid, int rows, int columns, FloatBuffer to) {
    byte[] rgb = image.array();
    float[] row = new float[CHANNELS * columns];
    for (int y = 0; y < rows; y++) {
      java.util.Arrays.fill(row, 0);
      if (y >= valid.y() && y < valid.bottom()) {
        for (int x = valid.x(); x < valid.right(); x++) {
          int from = CHANNELS * (y * image.width() + x);
          for (int c = 0; c < CHANNELS; c++) {
            row[CHANNELS * x + c] = table[c][rgb[from + source[c]] & 0xff];
          }
        }
      }
      to.put(row);
    }
  }
}
