package org.tag2mask.crf.pamr;

import java.util.Arrays;

/** A plane with its border values repeated outwards, so that neighbours need no bounds. */
public final class PaddedPlane {
  final int width;
  final int height;
  final int margin;
  final int stride;
  final float[] values;

  /** An empty plane of width × height with a margin on every side. */
  public PaddedPlane(int width, int height, int margin) {
    this.width = width;
    this.height = height;
    this.margin = margin;
    stride = width + 2 * margin;
    values = new float[Math.multiplyExact(stride, height + 2 * margin)];
  }

  /** The position of pixel (0, y). */
  int row(int y) {
    return (y + margin) * stride + margin;
  }

  /** Takes a plane's values. */
  public void load(float[] source, int offset) {
    for (int y = 0; y < height; y++) {
      int row = row(y);
      System.arraycopy(source, offset + y * width, values, row, width);
      Arrays.fill(values, row - margin, row, values[row]);
      Arrays.fill(values, row + width, row + width + margin, values[row + width - 1]);
    }
    for (int y = 0; y < margin; y++) {
      System.arraycopy(values, margin * stride, values, y * stride, stride);
      int last = (margin + height - 1) * stride;
      System.arraycopy(values, last, values, last + (y + 1) * stride, stride);
    }
  }
}
