package org.tag2mask.trainer.objective;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.sampling.ClassIndex;
import org.tag2mask.models.network.NamedOptions;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.trainer.TrainConfig;
import org.tag2mask.trainer.TrainingException;
import org.tag2mask.trainer.attention.Accumulation;
import org.tag2mask.trainer.attention.Observation;
import org.tag2mask.trainer.loader.BatchPlan;
import org.tag2mask.trainer.loader.DrawnPlan;
import org.tag2mask.trainer.loss.MultiLabelSoftMargin;
import org.tag2mask.trainer.loss.TagLoss;
import org.tag2mask.trainer.loss.TagLossKind;
import org.tag2mask.trainer.validate.TagValidation;
import org.tag2mask.trainer.validate.Validation;

/**
 * A classifier from image tags: a loss on its {@code score}. Options:
 *
 * <ul>
 *   <li>{@code loss}: {@code soft_margin} (default), {@code split} or {@code weighted}, see {@link
 *       TagLossKind};
 *   <li>{@code classes}: the mean over the classes (default), or their sum as in decoupled
 *       attention (Eq. 10), which is K times as large;
 *   <li>{@code sampling}: {@code shuffled} (default) takes each image once an epoch, {@code
 *       balanced} draws classes uniformly and then an image of the class, so that rare ones come as
 *       often;
 *   <li>{@code accumulate} and {@code accumulate_from}: whether the maps of the images are
 *       gathered, see {@link Accumulation}.
 * </ul>
 */
public final class TagObjective implements Objective {
  private static final Set<String> OPTIONS = Set.of("loss", "classes", "sampling");
  private static final String CAM = "cam";

  /** How the losses of the classes become one. */
  public enum Classes {
    /** Their mean, as most public code has it. */
    MEAN,
    /** Their sum. */
    SUM
  }

  /** Which images make a step. */
  public enum Sampling {
    /** Each image once an epoch. */
    SHUFFLED,
    /** Classes uniformly, then an image of the class. */
    BALANCED
  }

  private final Classes classes;
  private final Sampling sampling;
  private final TagLossKind kind;
  private final TagLoss loss;
  private final Optional<Accumulation> accumulation;

  /** The objective with the soft-margin loss, its mean over the classes and shuffled images. */
  public TagObjective() {
    this(Classes.MEAN);
  }

  /** The objective with the soft-margin loss and shuffled images. */
  public TagObjective(Classes classes) {
    this(
        classes,
        Sampling.SHUFFLED,
        TagLossKind.SOFT_MARGIN,
        TagLossKind.SOFT_MARGIN.beforeData(),
        Optional.empty());
  }

  private TagObjective(
      Classes classes,
      Sampling sampling,
      TagLossKind kind,
      TagLoss loss,
      Optional<Accumulation> accumulation) {
    this.accumulation = accumulation;
    this.classes = classes;
    this.sampling = sampling;
    this.kind = kind;
    this.loss = loss;
  }

  /**
   * The objective with its options.
   *
   * @throws org.tag2mask.models.ModelException if an option is unknown or impossible
   */
  public static TagObjective of(NamedOptions options) {
    Set<String> known = new TreeSet<>(OPTIONS);
    known.addAll(Accumulation.OPTIONS);
    options.refuseUnknown("objective", known);
    boolean sum = options.oneOf("classes", "mean", "mean", "sum").equals("sum");
    boolean balanced =
        options.oneOf("sampling", "shuffled", "shuffled", "balanced").equals("balanced");
    TagLossKind kind =
        TagLossKind.of(options.oneOf("loss", TagLossKind.SOFT_MARGIN.word(), TagLossKind.words()));
    return new TagObjective(
        sum ? Classes.SUM : Classes.MEAN,
        balanced ? Sampling.BALANCED : Sampling.SHUFFLED,
        kind,
        kind.beforeData(),
        Accumulation.of(options));
  }

  @Override
  public Objective fitted(Dataset train) {
    return new TagObjective(classes, sampling, kind, kind.on(train), accumulation);
  }

  @Override
  public String name() {
    return "tags";
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("classes", classes.name().toLowerCase(Locale.ROOT));
    settings.put("sampling", sampling.name().toLowerCase(Locale.ROOT));
    settings.put("loss", kind.word());
    accumulation.ifPresent(a -> a.into(settings));
    return settings;
  }

  @Override
  public void check(Network network, Dataset train) {
    if (sampling == Sampling.BALANCED
        && train.samples().stream().allMatch(sample -> sample.tags().isEmpty())) {
      throw new TrainingException(
          "none of the " + train.size() + " images of split '" + train.split() + "' has a tag");
    }
  }

  @Override
  public BatchPlan plan(Dataset train, int batch, long seed) {
    return sampling == Sampling.BALANCED
        ? DrawnPlan.balanced(ClassIndex.of(train), batch, seed)
        : Objective.super.plan(train, batch, seed);
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.CLASSIFIER;
  }

  @Override
  public Set<String> outputs() {
    return accumulation.isPresent()
        ? Set.of(MultiLabelSoftMargin.OUTPUT, CAM)
        : Set.of(MultiLabelSoftMargin.OUTPUT);
  }

  @Override
  public Set<String> measured() {
    return Set.of(MultiLabelSoftMargin.OUTPUT);
  }

  @Override
  public Optional<Accumulation> accumulation() {
    return accumulation;
  }

  @Override
  public Loss loss(Pass pass) {
    Map<String, NDArray> outputs = pass.forward();
    NDArray score = outputs.get(MultiLabelSoftMargin.OUTPUT);
    NDArray mean = loss.of(score, pass.tags());
    Loss made = Loss.of(classes == Classes.SUM ? mean.mul(score.getShape().get(1)) : mean);
    return accumulation.isPresent()
        ? made.seeing(new Observation(1, outputs.get(CAM), score))
        : made;
  }

  @Override
  public Optional<Validation> validation(Dataset images, Network network, TrainConfig config) {
    return Optional.of(new TagValidation(images, network, config));
  }
}
