package org.tag2mask.runtime.session;

import java.util.Arrays;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.image.RgbImage;

/** Whether a map that a model gave is of the size its contract promises, and holds numbers. */
final class MapCheck {
  private MapCheck() {}

  /**
   * Refuses anything but {@code [images, any, ceil(H/stride), ceil(W/stride)]} of finite values.
   */
  static void require(OnnxModel model, String output, FloatTensor map, int images, RgbImage image) {
    int stride = model.contract().stride();
    int rows = Tiling.cells(image.height(), stride);
    int columns = Tiling.cells(image.width(), stride);
    int[] shape = map.shape();
    if (shape.length != 4 || shape[0] != images || shape[2] != rows || shape[3] != columns) {
      throw new ModelContractException(
          "model "
              + model.name()
              + " gave '"
              + output
              + "' of "
              + Arrays.toString(shape)
              + " for "
              + images
              + " image(s) of "
              + image.width()
              + "x"
              + image.height()
              + "; its contract says stride "
              + stride
              + ", so "
              + columns
              + "x"
              + rows
              + " cells were expected: correct the stride, or pad inside the file");
    }
    for (float value : map.values()) {
      if (!Float.isFinite(value)) {
        throw new Tag2MaskException(
            "model "
                + model.name()
                + " gave '"
                + output
                + "' with "
                + value
                + "; expected finite values. Export it in float32 if it is a float16 file");
      }
    }
  }
}
