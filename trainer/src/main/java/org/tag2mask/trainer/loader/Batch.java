package org.tag2mask.trainer.loader;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Map;
import org.tag2mask.trainer.lowering.EngineArrays;

/**
 * The pictures and tags of one step. Its memory returns to the loader when it is closed: close it
 * after the last array made from it.
 */
public final class Batch implements AutoCloseable {
  private final ByteBuffer pixels;
  private final float[] tags;
  private final int size;
  private final CropSettings crop;
  private final Map<String, String> skipped;
  private final Runnable onClose;

  Batch(
      ByteBuffer pixels,
      float[] tags,
      int size,
      CropSettings crop,
      Map<String, String> skipped,
      Runnable onClose) {
    this.pixels = pixels;
    this.tags = tags;
    this.size = size;
    this.crop = crop;
    this.skipped = skipped;
    this.onClose = onClose;
  }

  /** The number of images, those skipped not counted. */
  public int size() {
    return size;
  }

  /** Broken images that were left out: message by id. */
  public Map<String, String> skipped() {
    return skipped;
  }

  /** The normalised pictures {@code [N,3,H,W]}, channels-last in memory. */
  public NDArray images(NDManager manager) {
    return EngineArrays.images(manager, pixels, size, crop.height(), crop.width(), 3);
  }

  /** The tags {@code [N,K]}, 0 or 1. */
  public NDArray tags(NDManager manager) {
    return manager.create(tags, new Shape(size, tags.length / size));
  }

  /** The memory the pictures lie in, {@code [N,H,W,3]} native floats; not to be written. */
  ByteBuffer pixels() {
    return pixels.duplicate().order(pixels.order());
  }

  float[] tagRows() {
    return tags;
  }

  @Override
  public void close() {
    onClose.run();
  }
}
