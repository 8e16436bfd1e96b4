package org.tag2mask.trainer.objective;

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

/** A classifier from image tags: the multi-label soft-margin loss on its {@code score}. */
public final class TagObjective implements Objective {

  /** The objective; it has no options. */
  public static TagObjective of(NamedOptions options) {
    options.refuseUnknown("objective", Set.of());
    return new TagObjective();
  }

  @Override
  public String name() {
    return "tags";
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
    return Loss.of(
        MultiLabelSoftMargin.of(pass.forward().get(MultiLabelSoftMargin.OUTPUT), pass.tags()));
  }

  @Override
  public Optional<Validation> validation(Dataset images, Network network, TrainConfig config) {
    return Optional.of(
        new TagValidation(
            images, network, config.batch(), config.run().workers(), config.run().onBroken()));
  }
}
