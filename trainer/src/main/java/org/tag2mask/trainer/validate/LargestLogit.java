package org.tag2mask.trainer.validate;

import java.util.Arrays;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.MapResize;
import org.tag2mask.runtime.image.MapResize.Axis;

/** The class of the largest logit at every pixel of images, class after class to save memory. */
final class LargestLogit {
  private final float[] logits;
  private final int classes;
  private final int rows;
  private final int columns;
  private final int stride;

  /**
   * The logits of a batch.
   *
   * @param logits {@code [N,K+1,h,w]}; not modified
   * @param shape its sizes
   * @param stride pixels a cell covers
   */
  LargestLogit(float[] logits, long[] shape, int stride) {
    this.logits = logits;
    this.classes = Math.toIntExact(shape[1]);
    this.rows = Math.toIntExact(shape[2]);
    this.columns = Math.toIntExact(shape[3]);
    this.stride = stride;
  }

  /** The labels of an image of the batch; the lower class wins ties. */
  LabelMap at(int image, int width, int height) {
    Axis down = Axis.cells(stride, height);
    Axis right = Axis.cells(stride, width);
    float[] best = new float[width * height];
    Arrays.fill(best, Float.NEGATIVE_INFINITY);
    float[] plane = new float[best.length];
    byte[] labels = new byte[best.length];
    for (int c = 0; c < classes; c++) {
      int from = (image * classes + c) * rows * columns;
      MapResize.resample(logits, from, rows, columns, down, right, plane, 0);
      for (int i = 0; i < best.length; i++) {
        if (plane[i] > best[i]) {
          best[i] = plane[i];
          labels[i] = (byte) c;
        }
      }
    }
    return LabelMap.wrap(width, height, labels);
  }
}
