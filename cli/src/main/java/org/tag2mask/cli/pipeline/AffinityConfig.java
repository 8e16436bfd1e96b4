package org.tag2mask.cli.pipeline;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tag2mask.models.head.Heads;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.recipe.LabelRecipe;

/**
 * How a pipeline's affinity network is made.
 *
 * @param labels how the classifier's maps become the labels it learns from
 * @param model the network and its training; its weight file counts for {@link Start#GIVEN} alone
 * @param start where its first values come from
 */
public record AffinityConfig(LabelRecipe labels, ModelConfig model, Start start) {

  /**
   * Checks the head.
   *
   * @throws Tag2MaskException when it makes neither affinities nor boundaries
   */
  public AffinityConfig {
    ModelRole role = role(model);
    if (role != ModelRole.AFFINITY && role != ModelRole.BOUNDARY) {
      throw new Tag2MaskException(
          "affinity.head is '"
              + spec(model).head()
              + "', which makes a "
              + role.word()
              + "; expected affinity or irn");
    }
  }

  /** What the network is for: affinity or boundary. */
  ModelRole role() {
    return role(model);
  }

  private static ModelRole role(ModelConfig model) {
    return ModelRole.valueOf(Heads.named(spec(model).head()).role().name());
  }

  /** The number of classes is nothing to an affinity network. */
  private static NetworkSpec spec(ModelConfig model) {
    return NetworkSpec.parse(model.network(), model.head(), 1);
  }

  /**
   * The same on another trunk; options of the head stay.
   *
   * @param network text of a network, such as {@code mobilenet_v2[output_stride=16]}; options that
   *     are not the trunk's own are passed over
   * @return a new configuration
   */
  public AffinityConfig onTrunkOf(String network) {
    return withModel(model.onTrunkOf(network));
  }

  /** The same with another network. */
  public AffinityConfig withModel(ModelConfig newModel) {
    return new AffinityConfig(labels, newModel, start);
  }

  /**
   * The model with its first values filled in.
   *
   * @param classifier the pipeline's classifier
   * @param trained its trained parameters
   * @return the model as it is trained
   * @throws Tag2MaskException when first values are to come from a classifier of another trunk
   */
  ModelConfig resolved(ModelConfig classifier, Path trained) {
    return start.resolve(model, classifier, trained, "affinity");
  }

  /** Every setting, in the order and form of the YAML file. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("labels", Json.parse(labels.toJson(), "labels"));
    map.putAll(model.toMap());
    if (start != Start.GIVEN) {
      map.put("weights", start.word());
    }
    return map;
  }
}
