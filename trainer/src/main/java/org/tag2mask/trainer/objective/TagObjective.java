package org.tag2mask.trainer.objective;

import ai.djl.ndarray.NDArray;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.models.network.NamedOptions;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.trainer.TrainConfig;
import org.tag2mask.trainer.loss.MultiLabelSoftMargin;
import org.tag2mask.trainer.validate.TagValidation;
import org.tag2mask.trainer.validate.Validation;

/**
 * A classifier from image tags: the multi-label soft-margin loss on its {@code score}. Option
 * {@code classes}: the mean over the classes (default), or their sum as in decoupled attention (Eq.
 * 10), which is K times as large.
 */
public final class TagObjective implements Objective {

  /** How the losses of the classes become one. */
  public enum Classes {
    /** Their mean, as most public code has it. */
    MEAN,
    /** Their sum. */
    SUM
  }

  private final Classes classes;

  /** The objective with the mean over the classes. */
  public TagObjective() {
    this(Classes.MEAN);
  }

  /** The objective. */
  public TagObjective(Classes classes) {
    this.classes = classes;
  }

  /** The objective with its options. */
  public static TagObjective of(NamedOptions options) {
    options.refuseUnknown("objective", Set.of("classes"));
    boolean sum = options.oneOf("classes", "mean", "mean", "sum").equals("sum");
    return new TagObjective(sum ? Classes.SUM : Classes.MEAN);
  }

  @Override
  public String name() {
    return "tags";
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("classes", classes.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.CLASSIFIER;
  }

  @Override
  public Set<String> outputs() {
    return Set.of(MultiLabelSoftMargin.OUTPUT);
  }

  @Override
  public Loss loss(Pass pass) {
    NDArray score = pass.forward().get(MultiLabelSoftMargin.OUTPUT);
    NDArray mean = MultiLabelSoftMargin.of(score, pass.tags());
    return Loss.of(classes == Classes.SUM ? mean.mul(score.getShape().get(1)) : mean);
  }

  @Override
  public Optional<Validation> validation(Dataset images, Network network, TrainConfig config) {
    return Optional.of(new TagValidation(images, network, config));
  }
}
