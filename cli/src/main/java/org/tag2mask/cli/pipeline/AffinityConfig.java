package org.tag2mask.cli.pipeline;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tag2mask.models.backbone.Backbones;
import org.tag2mask.models.head.Heads;
import org.tag2mask.models.network.NamedOptions;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.runtime.Tag2MaskException;
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

  /** Where the first values of an affinity network come from. */
  public enum Start {
    /** The weight file of its own, or from scratch without one. */
    GIVEN,
    /** What the classifier of the pipeline starts from: the published AffinityNet and IRNet. */
    SAME,
    /** The trained classifier of the pipeline, by the names of the common trunk. */
    CLASSIFIER;

    /** The word in YAML. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Checks the head.
   *
   * @throws Tag2MaskException when it makes neither affinities nor boundaries
   */
  public AffinityConfig {
    String head = spec(model).head();
    NetworkRole role = Heads.named(head).role();
    if (role != NetworkRole.AFFINITY && role != NetworkRole.BOUNDARY) {
      throw new Tag2MaskException(
          "affinity.head is '" + head + "', which makes a " + role + "; expected affinity or irn");
    }
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
    NetworkSpec trunk = NetworkSpec.parse(network, model.head(), 1);
    NetworkSpec own = spec(model);
    Map<String, String> options = new TreeMap<>(trunk.options());
    options.keySet().retainAll(Backbones.named(trunk.backbone()).options());
    Map<String, String> ofHead = new TreeMap<>(own.options());
    ofHead.keySet().retainAll(Heads.named(own.head()).options());
    options.putAll(ofHead);
    String text = new NamedOptions(trunk.backbone(), options).text();
    return withModel(model.withNetwork(text, own.head(), model.objective()));
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
    if (start == Start.GIVEN) {
      return model;
    }
    String own = spec(model).backbone();
    String other = spec(classifier).backbone();
    if (!own.equals(other)) {
      throw new Tag2MaskException(
          "affinity.weights is '"
              + start.word()
              + "', but the affinity network stands on "
              + own
              + " and the classifier on "
              + other
              + "; give both the same trunk, or give affinity.weights a file, or none");
    }
    return model.withWeights(
        start == Start.CLASSIFIER ? Optional.of(trained) : classifier.weights());
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
