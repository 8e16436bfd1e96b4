package org.tag2mask.runtime.segment;

import java.util.List;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.Window;
import org.tag2mask.runtime.session.SegmenterModel;

/**
 * Runs a segmenter on an image window by window. Windows begin at whole cells, so that the cells of
 * all of them are cells of one map.
 */
final class WindowGrid {
  /** Neighbouring windows share at least this part of a window. */
  private static final double OVERLAP = 1.0 / 3;

  private final Window window;
  private final int stride;
  private final int[] tops;
  private final int[] lefts;

  /**
   * The windows of images of one size.
   *
   * @param window their size, multiples of the stride
   * @param stride pixels a cell
   * @param height rows of the images
   * @param width columns of the images
   */
  WindowGrid(Window window, int stride, int height, int width) {
    this.window = window;
    this.stride = stride;
    this.tops = starts(height, window.height(), stride);
    this.lefts = starts(width, window.width(), stride);
  }

  /** First pixels of windows that cover a side, evenly spread; the last may be cut by the edge. */
  static int[] starts(int side, int window, int stride) {
    if (side <= window) {
      return new int[] {0};
    }
    int last = (side - window + stride - 1) / stride;
    int step = Math.max(1, (int) (window * (1 - OVERLAP)) / stride);
    int count = (last + step - 1) / step + 1;
    int[] starts = new int[count];
    for (int i = 0; i < count; i++) {
      starts[i] = (int) ((long) i * last / (count - 1)) * stride;
    }
    return starts;
  }

  /**
   * The logits of an image, each the mean over the windows its cell lies in.
   *
   * @param image of the size of this grid
   * @param model of the stride of this grid
   */
  SegmenterModel.Output run(RgbImage image, SegmenterModel model) {
    int rows = cells(image.height());
    int columns = cells(image.width());
    int labels = model.contract().classNames().foreground() + 1;
    float[] sums = new float[labels * rows * columns];
    int[] windows = new int[rows * columns];
    for (int top : tops) {
      for (int left : lefts) {
        int height = Math.min(window.height(), image.height() - top);
        int width = Math.min(window.width(), image.width() - left);
        SegmenterModel.Output part =
            model.run(List.of(image.crop(left, top, width, height))).get(0);
        int offset = top / stride * columns + left / stride;
        for (int y = 0; y < part.height(); y++) {
          for (int x = 0; x < part.width(); x++) {
            int cell = offset + y * columns + x;
            windows[cell]++;
            for (int l = 0; l < labels; l++) {
              sums[l * rows * columns + cell] +=
                  part.logits()[(l * part.height() + y) * part.width() + x];
            }
          }
        }
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= windows[i % windows.length];
    }
    return new SegmenterModel.Output(rows, columns, sums);
  }

  private int cells(int side) {
    return (side + stride - 1) / stride;
  }
}
