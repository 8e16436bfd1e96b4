package org.tag2mask.runtime.session;

import java.util.function.Function;
import org.tag2mask.runtime.image.RgbImage;

/**
 * Runs a model on an image too large for one run in overlapping tiles, and puts the middle parts of
 * their maps together. A cell gets what the whole image would give it, as far as the model sees no
 * farther than the margin and takes no means over the whole map.
 *
 * <p>Sizes are constants, so that the maps of an image never depend on the machine.
 *
 * @param wholePixels images of up to so many pixels are run whole
 * @param core pixels of a side that a tile is responsible for
 * @param margin pixels of a side that a tile sees beyond its core
 */
record Tiling(long wholePixels, int core, int margin) {
  static final Tiling DEFAULT = new Tiling(2048 * 2048, 1024, 256);

  /**
   * Runs the model.
   *
   * @param image any size
   * @param stride pixels of a cell
   * @param model makes {@code [channels, ceil(H/stride), ceil(W/stride)]} of an image
   * @return the map of the whole image
   */
  FloatTensor run(RgbImage image, int stride, Function<RgbImage, FloatTensor> model) {
    if ((long) image.width() * image.height() <= wholePixels) {
      return model.apply(image);
    }
    int step = multiple(core, stride);
    int edge = multiple(margin, stride);
    int rows = cells(image.height(), stride);
    int columns = cells(image.width(), stride);
    FloatTensor whole = null;
    for (int y = 0; y < image.height(); y += step) {
      for (int x = 0; x < image.width(); x += step) {
        int left = Math.max(0, x - edge);
        int top = Math.max(0, y - edge);
        int right = Math.min(image.width(), x + step + edge);
        int bottom = Math.min(image.height(), y + step + edge);
        FloatTensor tile = model.apply(image.crop(left, top, right - left, bottom - top));
        if (whole == null) {
          int channels = tile.shape()[0];
          whole =
              new FloatTensor(
                  new int[] {channels, rows, columns},
                  new float[Math.multiplyExact(channels, Math.multiplyExact(rows, columns))]);
        }
        paste(
            tile,
            (y - top) / stride,
            (x - left) / stride,
            whole,
            y / stride,
            x / stride,
            step / stride);
      }
    }
    return whole;
  }

  private static void paste(
      FloatTensor tile, int fromY, int fromX, FloatTensor whole, int toY, int toX, int cells) {
    int rows = Math.min(cells, whole.shape()[1] - toY);
    int columns = Math.min(cells, whole.shape()[2] - toX);
    for (int c = 0; c < whole.shape()[0]; c++) {
      for (int row = 0; row < rows; row++) {
        int from = (c * tile.shape()[1] + fromY + row) * tile.shape()[2] + fromX;
        int to = (c * whole.shape()[1] + toY + row) * whole.shape()[2] + toX;
        System.arraycopy(tile.values(), from, whole.values(), to, columns);
      }
    }
  }

  /** A length in whole cells, and in whole cells of trunks of stride 32. */
  private static int multiple(int pixels, int stride) {
    int unit = stride;
    while (unit % 32 != 0) {
      unit += stride;
    }
    return (pixels + unit - 1) / unit * unit;
  }

  static int cells(int side, int stride) {
    return (side + stride - 1) / stride;
  }
}
