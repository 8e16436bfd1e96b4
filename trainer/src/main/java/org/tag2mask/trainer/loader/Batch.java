package org.tag2mask.trainer.loader;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.data.augment.ScoreMaps;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.trainer.lowering.EngineArrays;

/**
 * The pictures, tags and label maps of one step. Its memory returns to the loader when it is
 * closed: close it after the last array made from it.
 */
public final class Batch implements AutoCloseable {
  private final Content content;
  private final CropSettings crop;
  private final Map<String, String> skipped;
  private final Runnable onClose;

  /**
   * What was loaded.
   *
   * @param pixels {@code [N,H,W,3]} native floats
   * @param indices of the images in the data set
   * @param tags {@code [N,K]}
   * @param planes labels and confidence of each image, or empty
   */
  record Content(ByteBuffer pixels, int[] indices, float[] tags, Planes[] planes) {}

  /**
   * What belongs to the pixels of an image.
   *
   * @param labels {@code [H*W]}
   * @param confidence how sure they are, or nothing where every label is sure
   */
  record Planes(byte[] labels, Optional<ScoreMaps> confidence) {}

  Batch(Content content, CropSettings crop, Map<String, String> skipped, Runnable onClose) {
    this.content = content;
    this.crop = crop;
    this.skipped = skipped;
    this.onClose = onClose;
  }

  /** The number of images, those skipped not counted. */
  public int size() {
    return content.indices.length;
  }

  /** Indices of the images in the data set, in the order of the batch; a new array. */
  public int[] indices() {
    return content.indices.clone();
  }

  /** Broken images that were left out: message by id. */
  public Map<String, String> skipped() {
    return skipped;
  }

  /** The normalised pictures {@code [N,3,H,W]}, channels-last in memory. */
  public NDArray images(NDManager manager) {
    return EngineArrays.images(manager, content.pixels, size(), crop.height(), crop.width(), 3);
  }

  /** The tags {@code [N,K]}, 0 or 1. */
  public NDArray tags(NDManager manager) {
    return manager.create(content.tags, new Shape(size(), content.tags.length / size()));
  }

  /** The tags as rows of K zeros and ones, image after image; not to be written. */
  public float[] tagRows() {
    return content.tags;
  }

  /**
   * The label map of an image at the size of the crop; 255 where nothing is known.
   *
   * @param image its place in the batch
   * @throws IllegalStateException if the batch was loaded without labels
   */
  public LabelMap labels(int image) {
    if (content.planes.length == 0) {
      throw new IllegalStateException("the batch was loaded without labels");
    }
    return LabelMap.wrap(crop.width(), crop.height(), content.planes[image].labels());
  }

  /**
   * How sure the labels of an image are, at the size of the crop.
   *
   * @param image its place in the batch
   * @return one plane of values 0..1; empty where all are sure
   */
  public Optional<ScoreMaps> confidence(int image) {
    return content.planes.length == 0 ? Optional.empty() : content.planes[image].confidence();
  }

  /**
   * Some of the images as a batch of their own, on the same memory; closing it does nothing, and it
   * ends with this batch.
   *
   * @param from the first image
   * @param to behind the last image
   */
  public Batch part(int from, int to) {
    int bytes = Math.multiplyExact(3 * Float.BYTES, crop.height() * crop.width());
    ByteBuffer own = content.pixels.duplicate();
    own.position(from * bytes).limit(to * bytes);
    int classes = content.tags.length / size();
    Planes[] planes =
        content.planes.length == 0 ? content.planes : Arrays.copyOfRange(content.planes, from, to);
    return new Batch(
        new Content(
            own.slice().order(content.pixels.order()),
            Arrays.copyOfRange(content.indices, from, to),
            Arrays.copyOfRange(content.tags, from * classes, to * classes),
            planes),
        crop,
        Map.of(),
        () -> {});
  }

  /** The memory the pictures lie in, {@code [N,H,W,3]} native floats; not to be written. */
  ByteBuffer pixels() {
    return content.pixels.duplicate().order(content.pixels.order());
  }

  @Override
  public void close() {
    onClose.run();
  }
}
