package org.tag2mask.trainer.validate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tag2mask.data.augment.Box;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.metric.AveragePrecision;
import org.tag2mask.models.network.Network;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.trainer.TrainConfig;
import org.tag2mask.trainer.TrainingException;
import org.tag2mask.trainer.ValidationMetrics;
import org.tag2mask.trainer.loader.BatchLoader.OnBroken;
import org.tag2mask.trainer.loader.PixelTable;
import org.tag2mask.trainer.loss.MultiLabelSoftMargin;
import org.tag2mask.trainer.lowering.EngineArrays;
import org.tag2mask.trainer.lowering.GraphBlock;
import org.tag2mask.trainer.lowering.LiveParameters;
import org.tag2mask.trainer.lowering.Phase;

/**
 * Predicts the tags of whole images at their own size, padded right and below to the stride as the
 * exported model does, and measures average precision and loss. Not thread-safe.
 */
public final class TagValidation implements Validation {
  private final Dataset dataset;
  private final Network network;
  private final PixelTable table;
  private final int batch;
  private final int workers;
  private final OnBroken onBroken;
  private ByteBuffer pixels = ByteBuffer.allocateDirect(0);

  /**
   * A validation.
   *
   * @param dataset the images with their tags
   * @param network the classifier; its {@code score} is used
   * @param batch most images at once
   * @param workers threads that decode
   * @param onBroken what to do with a broken image
   */
  public TagValidation(
      Dataset dataset, Network network, int batch, int workers, OnBroken onBroken) {
    this.dataset = dataset;
    this.network = network;
    this.table = new PixelTable(network.input());
    this.batch = batch;
    this.workers = workers;
    this.onBroken = onBroken;
  }

  /**
   * A validation as a training is configured.
   *
   * @param dataset the images with their tags
   * @param network the classifier; its {@code score} is used
   * @param config batch size, decoding threads and treatment of broken images
   */
  public TagValidation(Dataset dataset, Network network, TrainConfig config) {
    this(dataset, network, config.batch(), config.run().workers(), config.run().onBroken());
  }

  @Override
  public ValidationMetrics score(
      GraphBlock block, LiveParameters parameters, NDManager manager, long step, long epoch) {
    long start = System.nanoTime();
    int classes = dataset.classes().foregroundCount();
    AveragePrecision precision = new AveragePrecision(classes);
    double loss = 0;
    int scored = 0;
    Map<String, String> skipped;
    try (ValidationImages images = new ValidationImages(dataset, batch, workers, onBroken)) {
      for (ValidationImages.Group group = images.next();
          !group.images().isEmpty();
          group = images.next()) {
        scored += group.images().size();
        loss += score(group, block, parameters, manager, precision);
      }
      skipped = images.skipped();
    }
    if (scored == 0) {
      throw new TrainingException(
          "none of the "
              + dataset.size()
              + " validation images can be used, the first: "
              + skipped.values().iterator().next());
    }
    Map<String, Double> byClass = new LinkedHashMap<>();
    for (int id = 1; id <= classes; id++) {
      byClass.put(dataset.classes().name(id), precision.of(id));
    }
    return new ValidationMetrics(
        step,
        epoch,
        ValidationMetrics.Measure.MAP,
        precision.mean(),
        byClass,
        loss / scored,
        scored,
        skipped,
        (System.nanoTime() - start) / 1e9);
  }

  /** Adds a group to the measure; the sum of its losses. */
  private double score(
      ValidationImages.Group group,
      GraphBlock block,
      LiveParameters parameters,
      NDManager manager,
      AveragePrecision precision) {
    int n = group.images().size();
    int classes = dataset.classes().foregroundCount();
    try (NDManager own = manager.newSubManager()) {
      Map<String, NDArray> views = parameters.views(own);
      NDArray score =
          block
              .forward(Phase.INFERENCE, images(group, own), views::get)
              .get(MultiLabelSoftMargin.OUTPUT);
      float[] tags = new float[n * classes];
      float[] scores = score.toFloatArray();
      for (int i = 0; i < n; i++) {
        System.arraycopy(dataset.target(group.samples().get(i)), 0, tags, i * classes, classes);
        precision.add(
            Arrays.copyOfRange(scores, i * classes, (i + 1) * classes),
            group.samples().get(i).tags());
      }
      NDArray target = own.create(tags, new Shape(n, classes));
      return n * MultiLabelSoftMargin.of(score, target).getFloat();
    }
  }

  private NDArray images(ValidationImages.Group group, NDManager manager) {
    RgbImage first = group.images().get(0);
    int stride = network.stride();
    int height = (first.height() + stride - 1) / stride * stride;
    int width = (first.width() + stride - 1) / stride * stride;
    int n = group.images().size();
    int bytes = Math.multiplyExact(n * 3 * Float.BYTES, Math.multiplyExact(height, width));
    // Reused, as direct memory is only given back by the garbage collector.
    if (pixels.capacity() < bytes) {
      pixels = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    FloatBuffer floats = pixels.asFloatBuffer();
    for (RgbImage image : group.images()) {
      table.write(image, new Box(0, 0, image.width(), image.height()), height, width, floats);
    }
    return EngineArrays.images(manager, pixels, n, height, width, 3);
  }
}
