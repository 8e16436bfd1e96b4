package org.tag2mask.trainer.validate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.metric.ConfusionMatrix;
import org.tag2mask.data.metric.ScoreRules;
import org.tag2mask.data.metric.SegmentationScores;
import org.tag2mask.models.network.Network;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.trainer.TrainingException;
import org.tag2mask.trainer.ValidationMetrics;
import org.tag2mask.trainer.loader.BatchLoader.OnBroken;
import org.tag2mask.trainer.loss.PixelCrossEntropy;
import org.tag2mask.trainer.loss.PixelTargets.Labelling;
import org.tag2mask.trainer.lowering.GraphBlock;
import org.tag2mask.trainer.lowering.LiveParameters;
import org.tag2mask.trainer.lowering.Phase;

/**
 * Segments whole images at their own size, padded right and below to the stride as the exported
 * model does, one scale, and measures mIoU (over the classes in truth or prediction, background
 * included) and loss. Not thread-safe.
 */
public final class MaskValidation implements Validation {
  private static final ScoreRules RULES =
      ScoreRules.DEFAULT.withMean(ScoreRules.ClassMean.OCCURRING);

  /** The loss of some images. */
  @FunctionalInterface
  public interface PixelLoss {
    /**
     * Computes it.
     *
     * @param logits {@code [N,K+1,h,w]}
     * @param images {@code [N,3,H,W]} they were made of
     * @param labels of the images, {@code H·W}
     * @return a scalar, owned by the manager of {@code logits}
     */
    NDArray of(NDArray logits, NDArray images, List<Labelling> labels);
  }

  private final Dataset dataset;
  private final Network network;
  private final PaddedImages padded;
  private final int batch;
  private final int workers;
  private final OnBroken onBroken;
  private final PixelLoss loss;

  /**
   * A validation.
   *
   * @param dataset images with masks
   * @param network the segmenter; its {@code logits} are used
   * @param batch most images at once
   * @param workers threads that decode
   * @param onBroken what to do with a broken image or mask
   * @param loss what the training minimises
   */
  public MaskValidation(
      Dataset dataset, Network network, int batch, int workers, OnBroken onBroken, PixelLoss loss) {
    this.dataset = dataset;
    this.network = network;
    this.padded = new PaddedImages(network);
    this.batch = batch;
    this.workers = workers;
    this.onBroken = onBroken;
    this.loss = loss;
  }

  /** Images with their true labels. */
  private record Truth(List<RgbImage> images, List<LabelMap> labels) {}

  @Override
  public ValidationMetrics score(
      GraphBlock block, LiveParameters parameters, NDManager manager, long step, long epoch) {
    long start = System.nanoTime();
    ConfusionMatrix matrix = new ConfusionMatrix(dataset.classes().size());
    double sum = 0;
    int scored = 0;
    Map<String, String> skipped = new LinkedHashMap<>();
    try (ValidationImages images = new ValidationImages(dataset, batch, workers, onBroken)) {
      for (ValidationImages.Group group = images.next();
          !group.images().isEmpty();
          group = images.next()) {
        Truth truth = truth(group, skipped);
        if (!truth.images().isEmpty()) {
          scored += truth.images().size();
          sum += score(truth, block, parameters, manager, matrix);
        }
      }
      skipped.putAll(images.skipped());
    }
    if (scored == 0) {
      throw new TrainingException(
          "none of the "
              + dataset.size()
              + " validation images can be used, the first: "
              + skipped.values().iterator().next());
    }
    SegmentationScores scores = SegmentationScores.of(matrix, RULES);
    Map<String, Double> byClass = new LinkedHashMap<>();
    for (int id = 0; id < dataset.classes().size(); id++) {
      byClass.put(dataset.classes().name(id), scores.classes().get(id).iou());
    }
    return new ValidationMetrics(
        step,
        epoch,
        ValidationMetrics.Measure.MIOU,
        scores.meanIou(),
        byClass,
        sum / scored,
        scored,
        skipped,
        (System.nanoTime() - start) / 1e9);
  }

  private Truth truth(ValidationImages.Group group, Map<String, String> skipped) {
    Truth truth = new Truth(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < group.images().size(); i++) {
      RgbImage image = group.images().get(i);
      Sample sample = group.samples().get(i);
      try {
        int classes = dataset.classes().size();
        truth
            .labels()
            .add(sample.mask().orElseThrow().read(image.width(), image.height(), classes));
        truth.images().add(image);
      } catch (Tag2MaskException e) {
        if (onBroken == OnBroken.STOP) {
          throw new TrainingException(
              "a validation mask cannot be used: "
                  + e.getMessage()
                  + " (repair it, take it out of the list, or leave out broken images:"
                  + " skip_broken)",
              e);
        }
        skipped.put(sample.id(), e.getMessage());
      }
    }
    return truth;
  }

  /** Counts the pixels of images of one size; the sum of their losses. */
  private double score(
      Truth truth,
      GraphBlock block,
      LiveParameters parameters,
      NDManager manager,
      ConfusionMatrix matrix) {
    try (NDManager own = manager.newSubManager()) {
      Map<String, NDArray> views = parameters.views(own);
      NDArray images = padded.of(truth.images(), own);
      NDArray logits =
          block.forward(Phase.INFERENCE, images, views::get).get(PixelCrossEntropy.OUTPUT);
      LargestLogit largest =
          new LargestLogit(logits.toFloatArray(), logits.getShape().getShape(), network.stride());
      List<Labelling> labels = new ArrayList<>();
      for (int i = 0; i < truth.labels().size(); i++) {
        LabelMap label = truth.labels().get(i);
        matrix.add(label, largest.at(i, label.width(), label.height()));
        labels.add(new Labelling(onPaddedImage(label), Optional.empty()));
      }
      return truth.images().size() * loss.of(logits, images, labels).getFloat();
    }
  }

  /** The labels of the padded image: 255 beyond the photo. */
  private LabelMap onPaddedImage(LabelMap label) {
    int width = padded.side(label.width());
    int height = padded.side(label.height());
    byte[] labels = new byte[width * height];
    Arrays.fill(labels, (byte) LabelMap.IGNORE);
    for (int y = 0; y < label.height(); y++) {
      System.arraycopy(label.array(), y * label.width(), labels, y * width, label.width());
    }
    return LabelMap.wrap(width, height, labels);
  }
}
