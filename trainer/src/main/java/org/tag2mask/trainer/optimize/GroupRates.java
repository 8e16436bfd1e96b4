package org.tag2mask.trainer.optimize;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.Parameter.Kind;
import org.tag2mask.models.params.Parameter.Origin;
import org.tag2mask.models.params.ParameterPattern;

/**
 * Learning-rate multipliers of the four groups of parameters. Scales of normalisation layers count
 * as weights, their shifts as biases. Some layers may have a further multiplier.
 *
 * @param backboneWeight multiplier of weights of the pretrained trunk
 * @param backboneBias multiplier of its biases
 * @param headWeight multiplier of weights of new layers
 * @param headBias multiplier of their biases
 * @param decayBiases whether weight decay reaches biases
 * @param layers further multipliers by {@link ParameterPattern}, in order; the first that meets a
 *     parameter counts. IRNet's displacement branch learns ten times as fast as its edges: {@code
 *     fc_dp*} 10
 */
public record GroupRates(
    double backboneWeight,
    double backboneBias,
    double headWeight,
    double headBias,
    boolean decayBiases,
    Map<String, Double> layers) {

  /** 1, 2, 10, 20 without decay of biases: PSA, SEAM and their descendants. */
  public static final GroupRates PSA = new GroupRates(1, 2, 10, 20, false);

  /** 1, 1, 10, 10 with decay of everything: IRN, VWE and most others. */
  public static final GroupRates TENFOLD_HEAD = new GroupRates(1, 1, 10, 10, true);

  /** Checks the ranges. */
  public GroupRates {
    double least = Math.min(Math.min(backboneWeight, backboneBias), Math.min(headWeight, headBias));
    double sum = backboneWeight + backboneBias + headWeight + headBias;
    if (!(least >= 0) || Double.isInfinite(sum)) {
      throw new IllegalArgumentException(
          "learning-rate multipliers must be finite and not negative: "
              + backboneWeight
              + ", "
              + backboneBias
              + ", "
              + headWeight
              + ", "
              + headBias);
    }
    layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
    layers.forEach(
        (pattern, factor) -> {
          if (!(factor >= 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException(
                "the learning-rate multiplier of layer '"
                    + pattern
                    + "' must be finite and not negative but is "
                    + factor);
          }
        });
  }

  /** Rates of the four groups alone. */
  public GroupRates(
      double backboneWeight,
      double backboneBias,
      double headWeight,
      double headBias,
      boolean decayBiases) {
    this(backboneWeight, backboneBias, headWeight, headBias, decayBiases, Map.of());
  }

  /** With these further multipliers, by pattern. */
  public GroupRates withLayers(Map<String, Double> value) {
    return new GroupRates(backboneWeight, backboneBias, headWeight, headBias, decayBiases, value);
  }

  /** The presets by name: {@code psa}, {@code tenfold}. */
  public static Map<String, GroupRates> presets() {
    return new TreeMap<>(Map.of("psa", PSA, "tenfold", TENFOLD_HEAD));
  }

  /** The same factor for all layers of a head, 1 for the trunk, everything decayed. */
  public static GroupRates head(double factor) {
    return new GroupRates(1, 1, factor, factor, true);
  }

  /**
   * Refuses further multipliers of layers a network does not have.
   *
   * @param parameters of the network
   * @throws org.tag2mask.models.ModelException if a pattern meets none
   */
  public void requireLayers(List<Parameter> parameters) {
    layers.keySet().forEach(pattern -> new ParameterPattern(pattern).among(parameters));
  }

  /** The multiplier of a parameter. */
  public double rate(Parameter parameter) {
    double further =
        layers.entrySet().stream()
            .filter(layer -> new ParameterPattern(layer.getKey()).meets(parameter))
            .findFirst()
            .map(Map.Entry::getValue)
            .orElse(1.0);
    return further * groupRate(parameter);
  }

  private double groupRate(Parameter parameter) {
    if (parameter.origin() == Origin.HEAD) {
      return isBias(parameter) ? headBias : headWeight;
    }
    return isBias(parameter) ? backboneBias : backboneWeight;
  }

  /** Whether weight decay reaches a parameter. */
  public boolean decays(Parameter parameter) {
    return decayBiases || !isBias(parameter);
  }

  private static boolean isBias(Parameter parameter) {
    return parameter.kind() == Kind.BIAS || parameter.kind() == Kind.NORM_SHIFT;
  }
}
