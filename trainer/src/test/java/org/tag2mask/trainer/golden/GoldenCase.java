package org.tag2mask.trainer.golden;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.models.params.Tensor;

/**
 * One run of public code: what was run on what, and what came out.
 *
 * @param id group and name
 * @param entry the class and method that ran, with its arguments
 * @param parameters the list of its parameters, such as {@code resnet50}; empty if it has none
 * @param gain of the formula that filled them
 * @param settings further facts, by name
 * @param inputs by name
 * @param outputs in order
 */
record GoldenCase(
    String id,
    String entry,
    String parameters,
    double gain,
    Map<?, ?> settings,
    Map<?, ?> inputs,
    List<GoldenOutput> outputs) {

  /** Reads a case in the form of the index of all golden runs; its outputs are given beside. */
  static GoldenCase of(Map<?, ?> map, List<GoldenOutput> outputs) {
    Map<?, ?> parameters = map(map.get("params"));
    String list = parameters.containsKey("list") ? (String) parameters.get("list") : "";
    return new GoldenCase(
        (String) map.get("id"),
        (String) map(map.get("code")).get("entry"),
        list.replaceAll(".*/|\\.json$", ""),
        parameters.containsKey("gain") ? ((Number) parameters.get("gain")).doubleValue() : 3,
        map(map.get("settings")),
        map(map.get("inputs")),
        outputs);
  }

  static Map<?, ?> map(Object value) {
    return value == null ? Map.of() : (Map<?, ?>) value;
  }

  /** The output of a name. */
  Optional<GoldenOutput> output(String name) {
    return outputs.stream().filter(output -> output.name().equals(name)).findFirst();
  }

  /** An input that is a wave. */
  Tensor input(String name) {
    Map<?, ?> input = map(inputs.get(name));
    return FormulaWeights.wave((String) input.get("formula"), ints(input.get("shape")));
  }

  /** The batch {@code x}; where the run says so, the image and its mirror image. */
  Tensor image() {
    Tensor image = input("x");
    Map<?, ?> input = map(inputs.get("x"));
    boolean mirrored = String.valueOf(input.get("note")).contains("x flipped in width");
    return mirrored ? Tensors.joined(List.of(image, Tensors.mirrored(image))) : image;
  }

  static int[] ints(Object list) {
    return ((List<?>) list).stream().mapToInt(v -> ((Number) v).intValue()).toArray();
  }

  /** Whether the run has an image as its input. */
  boolean hasImage() {
    return inputs.containsKey("x");
  }

  @Override
  public String toString() {
    return id;
  }
}
