package org.tag2mask.trainer.objective;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.models.network.NamedOptions;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.trainer.TrainConfig;
import org.tag2mask.trainer.loss.ClassTokenContrast;
import org.tag2mask.trainer.loss.MultiLabelSoftMargin;
import org.tag2mask.trainer.validate.TagValidation;
import org.tag2mask.trainer.validate.Validation;

/**
 * MCTformer (Xu et al. 2022, 2023): the soft-margin loss of the tags on the scores of the class
 * tokens and on those of the patches, and {@link ClassTokenContrast}, all of weight 1. Option
 * {@code variant}, as the head's: {@code v1} has the first term, {@code v2} (default) the first
 * two, {@code plus} all three.
 */
public final class MctFormerObjective implements Objective {
  /** The name in configuration files. */
  public static final String NAME = "mctformer";

  private static final String CLASS_SCORE = "class_score";
  private static final String PATCH_SCORE = "patch_score";

  private enum Variant {
    V1,
    V2,
    PLUS
  }

  private final Variant variant;

  private MctFormerObjective(Variant variant) {
    this.variant = variant;
  }

  /** The objective with its options. */
  public static MctFormerObjective of(NamedOptions options) {
    options.refuseUnknown("objective", Set.of("variant"));
    String word = options.oneOf("variant", "v2", "v1", "v2", "plus");
    return new MctFormerObjective(Variant.valueOf(word.toUpperCase(Locale.ROOT)));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("variant", variant.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public NetworkRole role() {
    return NetworkRole.CLASSIFIER;
  }

  @Override
  public Set<String> outputs() {
    Set<String> outputs = new LinkedHashSet<>(Set.of(CLASS_SCORE));
    if (variant != Variant.V1) {
      outputs.add(PATCH_SCORE);
    }
    if (variant == Variant.PLUS) {
      outputs.add(ClassTokenContrast.OUTPUT);
    }
    return outputs;
  }

  @Override
  public Set<String> measured() {
    return Set.of(MultiLabelSoftMargin.OUTPUT);
  }

  @Override
  public void check(Network network, Dataset train) {
    RequiredOutputs.check(
        this, network, "take a deit with the head mctformer, both with the same variant");
  }

  @Override
  public Loss loss(Pass pass) {
    Map<String, NDArray> outputs = pass.forward();
    NDArray tags = pass.tags();
    Map<String, NDArray> terms = new LinkedHashMap<>();
    terms.put("class", MultiLabelSoftMargin.of(outputs.get(CLASS_SCORE), tags));
    if (variant != Variant.V1) {
      terms.put("patch", MultiLabelSoftMargin.of(outputs.get(PATCH_SCORE), tags));
    }
    if (variant == Variant.PLUS) {
      terms.put("contrast", ClassTokenContrast.of(outputs.get(ClassTokenContrast.OUTPUT), tags));
    }
    return Loss.sum(terms);
  }

  @Override
  public Optional<Validation> validation(Dataset images, Network network, TrainConfig config) {
    return Optional.of(new TagValidation(images, network, config));
  }
}
