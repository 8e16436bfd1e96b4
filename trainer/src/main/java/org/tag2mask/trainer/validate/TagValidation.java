package org.tag2mask.trainer.validate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.metric.AveragePrecision;
import org.tag2mask.models.network.Network;
import org.tag2mask.trainer.TrainConfig;
import org.tag2mask.trainer.TrainingException;
import org.tag2mask.trainer.ValidationMetrics;
import org.tag2mask.trainer.loader.BatchLoader.OnBroken;
import org.tag2mask.trainer.loss.MultiLabelSoftMargin;
import org.tag2mask.trainer.lowering.GraphBlock;
import org.tag2mask.trainer.lowering.LiveParameters;
import org.tag2mask.trainer.lowering.Phase;

/**
 * Predicts the tags of whole images at their own size, padded right and below to the stride as the
 * exported model does, and measures average precision and loss. Not thread-safe.
 */
public final class TagValidation implements Validation {
  private final Dataset dataset;
  private final PaddedImages padded;
  private final int batch;
  private final int workers;
  private final OnBroken onBroken;

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
    this.padded = new PaddedImages(network);
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
              .forward(Phase.INFERENCE, padded.of(group.images(), own), views::get)
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
}
