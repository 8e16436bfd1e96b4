package org.tag2mask.cli.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.tag2mask.models.backbone.Backbones;
import org.tag2mask.models.head.Heads;
import org.tag2mask.models.network.NamedOptions;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.trainer.TrainConfig;
import org.tag2mask.trainer.objective.IntegralObjective;
import org.tag2mask.trainer.objective.Objectives;

/**
 * A second classifier, which learns the maps that the training of the first gathered (OAA's
 * integral model) and is exported in its place. It starts from the same weights as the first.
 *
 * @param network text of the network
 * @param head name of its head
 * @param train all settings of its training
 */
public record IntegralConfig(String network, String head, TrainConfig train) {

  /** The same with other settings of the training. */
  public IntegralConfig withTrain(TrainConfig newTrain) {
    return new IntegralConfig(network, head, newTrain);
  }

  /**
   * The same on another trunk; options of the head stay.
   *
   * @param other text of a network; options that are not its trunk's own are passed over
   */
  public IntegralConfig onTrunkOf(String other) {
    NetworkSpec trunk = NetworkSpec.parse(other, head, 1);
    Map<String, String> options = new TreeMap<>(trunk.options());
    options.keySet().retainAll(Backbones.named(trunk.backbone()).options());
    Map<String, String> own = new TreeMap<>(NetworkSpec.parse(network, head, 1).options());
    own.keySet().retainAll(Heads.named(head).options());
    options.putAll(own);
    return new IntegralConfig(new NamedOptions(trunk.backbone(), options).text(), head, train);
  }

  /**
   * The model it is.
   *
   * @param first the classifier whose maps it learns
   * @throws Tag2MaskException when that classifier does not gather its maps
   */
  ModelConfig model(ModelConfig first) {
    if (Objectives.parse(first.objective()).accumulation().isEmpty()) {
      throw new Tag2MaskException(
          "integral: the objective '"
              + first.objective()
              + "' of the classifier gathers no maps; give it the option accumulate=max");
    }
    return new ModelConfig(
        network,
        head,
        IntegralObjective.NAME,
        first.weights(),
        first.onMismatch(),
        train,
        first.precision(),
        first.images());
  }

  /** Every setting, in the order and form of the YAML file. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("network", network);
    map.put("head", head);
    map.put("train", train.toMap());
    return map;
  }
}
