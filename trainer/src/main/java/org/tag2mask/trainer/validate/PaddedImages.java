package org.tag2mask.trainer.validate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.tag2mask.data.augment.Box;
import org.tag2mask.models.network.Network;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.trainer.loader.PixelTable;
import org.tag2mask.trainer.lowering.EngineArrays;

/**
 * Whole images as a network's input, padded right and below with the mean colour to the multiple it
 * needs, as the exported model does. One array at a time: the memory is used again.
 */
final class PaddedImages {
  private final PixelTable table;
  private final int multiple;
  private ByteBuffer pixels = ByteBuffer.allocateDirect(0);

  PaddedImages(Network network) {
    this.table = new PixelTable(network.input());
    this.multiple = network.multiple();
  }

  /** The length of a side after padding. */
  int side(int pixels) {
    return (pixels + multiple - 1) / multiple * multiple;
  }

  /** Images of one size as {@code [N,3,H,W]}; to be closed before the next call. */
  NDArray of(List<RgbImage> images, NDManager manager) {
    int height = side(images.get(0).height());
    int width = side(images.get(0).width());
    int n = images.size();
    int bytes = Math.multiplyExact(n * 3 * Float.BYTES, Math.multiplyExact(height, width));
    // Reused, as direct memory is only given back by the garbage collector.
    if (pixels.capacity() < bytes) {
      pixels = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    FloatBuffer floats = pixels.asFloatBuffer();
    for (RgbImage image : images) {
      table.write(image, new Box(0, 0, image.width(), image.height()), height, width, floats);
    }
    return EngineArrays.images(manager, pixels, n, height, width, 3);
  }
}
