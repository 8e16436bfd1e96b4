package org.tag2mask.trainer.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.network.NamedOptions;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.trainer.TrainConfig;
import org.tag2mask.trainer.TrainingException;
import org.tag2mask.trainer.loader.Batch;
import org.tag2mask.trainer.loader.Labels;
import org.tag2mask.trainer.loss.PixelCrossEntropy;
import org.tag2mask.trainer.loss.PixelTargets;
import org.tag2mask.trainer.loss.PixelTargets.Labelling;
import org.tag2mask.trainer.lowering.ResizeMatrix;
import org.tag2mask.trainer.validate.MaskValidation;
import org.tag2mask.trainer.validate.Validation;

/**
 * A segmenter from masks: cross entropy of its {@code logits} over the labelled pixels.
 *
 * @param grid where logits meet labels
 * @param scales the image is run at each of these; DeepLab v2: 1, 0.5, 0.75
 * @param maximum whether the largest logits over the scales make one more term (DeepLab v2)
 * @param classWeights how much the pixels of each class count
 * @param confidence whether pixels count as much as the maps beside the masks say
 */
public record SegmentationObjective(
    LogitGrid grid,
    List<Double> scales,
    boolean maximum,
    ClassWeights classWeights,
    boolean confidence)
    implements Objective {
  /** Its name in configuration files. */
  public static final String NAME = "segmentation";

  /** The option that weighs pixels by their confidence. */
  static final String CONFIDENCE = "confidence";

  private static final Set<String> OPTIONS =
      Set.of("grid", "scales", "maximum", ClassWeights.OPTION, CONFIDENCE);

  /** Copies the lists and checks the scales. */
  public SegmentationObjective {
    scales = List.copyOf(scales);
    if (scales.isEmpty()
        || scales.stream().anyMatch(s -> !(s > 0 && s <= 4))
        || scales.stream().distinct().count() != scales.size()) {
      throw new ModelException(
          "segmentation: scales must be different factors above 0 and up to 4 but are " + scales);
    }
    if (maximum && scales.size() < 2) {
      throw new ModelException(
          "segmentation: maximum=yes is over several scales, such as scales=1-0.5-0.75, but they"
              + " are "
              + scales);
    }
  }

  /**
   * The objective of options {@code grid} (quarter, cells, full), {@code scales} (1-0.5-0.75),
   * {@code maximum} (yes, no), {@code class_weights} (0.5-1-1: background first; or rare, by how
   * rare the classes are in the masks) and {@code confidence} (yes, no).
   *
   * @throws ModelException if an option is unknown or impossible
   */
  public static SegmentationObjective of(NamedOptions options) {
    options.refuseUnknown("objective", OPTIONS);
    String[] grids = LogitGrid.words().toArray(String[]::new);
    return new SegmentationObjective(
        LogitGrid.of(options.oneOf("grid", LogitGrid.QUARTER.word(), grids)),
        options.numbers("scales", List.of(1.0)),
        yes(options, "maximum"),
        ClassWeights.of(options),
        yes(options, CONFIDENCE));
  }

  /** Cross entropy at one scale on the cells of the map, with the options that weigh pixels. */
  static SegmentationObjective onCells(NamedOptions options) {
    return new SegmentationObjective(
        LogitGrid.CELLS, List.of(1.0), false, ClassWeights.of(options), yes(options, CONFIDENCE));
  }

  private static boolean yes(NamedOptions options, String key) {
    return options.oneOf(key, "no", "yes", "no").equals("yes");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("grid", grid.word());
    settings.put("scales", scales);
    settings.put("maximum", maximum);
    settings.putAll(weightSettings());
    return settings;
  }

  /** The settings that weigh pixels. */
  Map<String, Object> weightSettings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put(ClassWeights.OPTION, classWeights.setting());
    settings.put(CONFIDENCE, confidence);
    return settings;
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.SEGMENTER;
  }

  @Override
  public Set<String> outputs() {
    return Set.of(PixelCrossEntropy.OUTPUT);
  }

  @Override
  public Labels labels() {
    return confidence ? Labels.WEIGHTED_MASKS : Labels.MASKS;
  }

  @Override
  public void check(Network network, Dataset train) {
    int labels = network.spec().classes() + 1;
    int weights = classWeights.numbers().size();
    if (weights > 0 && weights != labels) {
      throw new TrainingException(
          "class_weights has "
              + weights
              + " numbers, expected "
              + labels
              + ": background and the "
              + network.spec().classes()
              + " classes in their order");
    }
    MaskCheck.require(train, confidence);
  }

  @Override
  public SegmentationObjective fitted(Dataset train) {
    return new SegmentationObjective(grid, scales, maximum, classWeights.on(train), confidence);
  }

  @Override
  public Loss loss(Pass pass) {
    List<Labelling> labels = labels(pass.batch());
    NDArray images = pass.images();
    List<NDArray> logits = new ArrayList<>();
    Map<String, NDArray> terms = new LinkedHashMap<>();
    for (double scale : scales) {
      NDArray scaled = scaled(images, scale, pass.stride());
      NDArray map = pass.forward(scaled).get(PixelCrossEntropy.OUTPUT);
      logits.add(map);
      terms.put("scale_" + scale, crossEntropy(map, scaled, labels));
    }
    if (scales.size() == 1) {
      return Loss.of(terms.values().iterator().next());
    }
    if (maximum) {
      terms.put("maximum", crossEntropy(largest(logits), images, labels));
    }
    return Loss.sum(terms);
  }

  /** The labels of a batch, with how sure they are. */
  static List<Labelling> labels(Batch batch) {
    List<Labelling> labels = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      labels.add(new Labelling(batch.labels(i), batch.confidence(i)));
    }
    return labels;
  }

  /** What logits should be on their own cells. */
  PixelTargets targets(NDArray logits, List<Labelling> labels) {
    return PixelTargets.of(
        logits.getManager(), labels, classWeights.numbers(), size(logits, 2), size(logits, 3));
  }

  /**
   * The loss of logits.
   *
   * @param logits {@code [N,K+1,h,w]} as the network gives them
   * @param image {@code [N,3,H,W]} they were made of
   * @param labels of the image, at any one size
   */
  NDArray crossEntropy(NDArray logits, NDArray image, List<Labelling> labels) {
    int rows = grid.length(size(logits, 2), size(image, 2));
    int columns = grid.length(size(logits, 3), size(image, 3));
    NDManager manager = logits.getManager();
    return PixelCrossEntropy.of(
        ResizeMatrix.bilinear(logits, rows, columns),
        PixelTargets.of(manager, labels, classWeights.numbers(), rows, columns));
  }

  /** The largest logits at each cell of the first scale's map. */
  private static NDArray largest(List<NDArray> logits) {
    NDArray first = logits.get(0);
    NDArray largest = first;
    for (NDArray map : logits.subList(1, logits.size())) {
      largest = largest.maximum(ResizeMatrix.bilinear(map, size(first, 2), size(first, 3)));
    }
    return largest;
  }

  /** The image at another scale, each side rounded to a multiple of what the network needs. */
  private static NDArray scaled(NDArray images, double scale, int multiple) {
    return ResizeMatrix.bilinear(
        images, side(size(images, 2), scale, multiple), side(size(images, 3), scale, multiple));
  }

  private static int side(int pixels, double scale, int multiple) {
    return (int) Math.max(1, Math.rint(pixels * scale / multiple)) * multiple;
  }

  private static int size(NDArray array, int axis) {
    return Math.toIntExact(array.getShape().get(axis));
  }

  @Override
  public Optional<Validation> validation(Dataset images, Network network, TrainConfig config) {
    return Optional.of(
        new MaskValidation(
            images,
            network,
            config.batch(),
            config.run().workers(),
            config.run().onBroken(),
            this::crossEntropy));
  }
}
