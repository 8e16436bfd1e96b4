package org.tag2mask.cli.pipeline;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tag2mask.cli.stage.ExportRequest;
import org.tag2mask.models.backbone.Backbones;
import org.tag2mask.models.file.WeightLoader;
import org.tag2mask.models.head.Heads;
import org.tag2mask.models.network.NamedOptions;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.trainer.TrainConfig;
import org.tag2mask.trainer.objective.Objectives;

/**
 * How one model of a pipeline is made.
 *
 * @param network text of the network, such as {@code mobilenet_v2[output_stride=16]}
 * @param head name of its head, such as {@code cam}
 * @param objective text of what is minimised, such as {@code tags}
 * @param weights file with first values
 * @param onMismatch what to do with arrays of that file that have another shape
 * @param train all settings of the training
 * @param precision of the exported file, {@code float32} or {@code float16}
 * @param images what the exported file looks at
 * @param integral the model that learns the maps of this one and is exported in its place, if any
 */
public record ModelConfig(
    String network,
    String head,
    String objective,
    Optional<Path> weights,
    WeightLoader.OnMismatch onMismatch,
    TrainConfig train,
    String precision,
    ExportRequest.Images images,
    Optional<IntegralConfig> integral) {

  /** A model that is exported itself. */
  public ModelConfig(
      String network,
      String head,
      String objective,
      Optional<Path> weights,
      WeightLoader.OnMismatch onMismatch,
      TrainConfig train,
      String precision,
      ExportRequest.Images images) {
    this(network, head, objective, weights, onMismatch, train, precision, images, Optional.empty());
  }

  /** Checks the objective. */
  public ModelConfig {
    Objectives.parse(objective);
  }

  /** The same with another network, head or objective. */
  public ModelConfig withNetwork(String newNetwork, String newHead, String newObjective) {
    return new ModelConfig(
        newNetwork, newHead, newObjective, weights, onMismatch, train, precision, images, integral);
  }

  /**
   * The same on another trunk; options of the head stay.
   *
   * @param other text of a network, such as {@code mobilenet_v2[output_stride=16]}; options that
   *     are not the trunk's own are passed over
   */
  ModelConfig onTrunkOf(String other) {
    NetworkSpec trunk = NetworkSpec.parse(other, head, 1);
    NetworkSpec own = NetworkSpec.parse(network, head, 1);
    Map<String, String> options = new TreeMap<>(trunk.options());
    options.keySet().retainAll(Backbones.named(trunk.backbone()).options());
    Map<String, String> ofHead = new TreeMap<>(own.options());
    ofHead.keySet().retainAll(Heads.named(own.head()).options());
    options.putAll(ofHead);
    String text = new NamedOptions(trunk.backbone(), options).text();
    return withNetwork(text, own.head(), objective);
  }

  /** The same with other first values. */
  public ModelConfig withWeights(Optional<Path> newWeights) {
    return new ModelConfig(
        network, head, objective, newWeights, onMismatch, train, precision, images, integral);
  }

  /** The same with another treatment of shapes that differ. */
  public ModelConfig withOnMismatch(WeightLoader.OnMismatch newOnMismatch) {
    return new ModelConfig(
        network, head, objective, weights, newOnMismatch, train, precision, images, integral);
  }

  /** The same with other settings of the training. */
  public ModelConfig withTrain(TrainConfig newTrain) {
    return new ModelConfig(
        network, head, objective, weights, onMismatch, newTrain, precision, images, integral);
  }

  /** The same with another model on its maps. */
  public ModelConfig withIntegral(Optional<IntegralConfig> newIntegral) {
    return new ModelConfig(
        network, head, objective, weights, onMismatch, train, precision, images, newIntegral);
  }

  /** Every setting, in the order and form of the YAML file. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("network", network);
    map.put("head", head);
    map.put("objective", objective);
    map.put("weights", weights.map(Path::toString).orElse("none"));
    map.put("ignore_mismatched", onMismatch == WeightLoader.OnMismatch.INITIALISE);
    map.put("train", train.toMap());
    Map<String, Object> export = new LinkedHashMap<>();
    export.put("precision", precision);
    export.put("images", images.name().toLowerCase(Locale.ROOT));
    map.put("export", export);
    integral.ifPresent(second -> map.put("integral", second.toMap()));
    return map;
  }
}
