package org.tag2mask.cli.pipeline;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.runtime.Tag2MaskException;

/** Where the first values of a pipeline's further networks come from. */
public enum Start {
  /** The weight file of its own, or from scratch without one. */
  GIVEN,
  /** What the classifier of the pipeline starts from, as the published AffinityNet and IRNet do. */
  SAME,
  /** The trained classifier of the pipeline, by the names of the common trunk. */
  CLASSIFIER;

  /** What may stand in YAML in the place of a weight file. */
  static final List<String> WORDS = List.of(PipelineYaml.NONE, SAME.word(), CLASSIFIER.word());

  /** The word in YAML. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The start that a value of {@code weights} means. */
  static Start of(String weights) {
    return weights.equals(SAME.word())
        ? SAME
        : weights.equals(CLASSIFIER.word()) ? CLASSIFIER : GIVEN;
  }

  /**
   * A model with its first values filled in.
   *
   * @param model the network
   * @param classifier the pipeline's classifier
   * @param trained its trained parameters
   * @param section of the configuration, for messages
   * @return the model as it is trained
   * @throws Tag2MaskException when first values are to come from a classifier of another trunk
   */
  ModelConfig resolve(ModelConfig model, ModelConfig classifier, Path trained, String section) {
    if (this == GIVEN) {
      return model;
    }
    String own = backbone(model);
    String other = backbone(classifier);
    if (!own.equals(other)) {
      throw new Tag2MaskException(
          section
              + ".weights is '"
              + word()
              + "', but the "
              + section
              + " network stands on "
              + own
              + " and the classifier on "
              + other
              + "; give both the same trunk, or give "
              + section
              + ".weights a file, or none");
    }
    return model.withWeights(this == CLASSIFIER ? Optional.of(trained) : classifier.weights());
  }

  private static String backbone(ModelConfig model) {
    return NetworkSpec.parse(model.network(), model.head(), 1).backbone();
  }
}
