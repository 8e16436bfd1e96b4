package org.tag2mask.trainer.golden;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.network.Networks.Taps;
import org.tag2mask.models.params.Tensor;

/**
 * A network of ours that stands for one of public code.
 *
 * @param network ours, with all taps among its outputs
 * @param officialName the name a parameter of ours has there
 * @param run what the golden run computes, from forward passes of ours
 */
record PublicNetwork(Network network, UnaryOperator<String> officialName, Run run) {

  /** From a forward pass and an image to the outputs under the names of the golden run. */
  @FunctionalInterface
  interface Run {
    Map<String, Tensor> outputs(Function<Tensor, Map<String, Tensor>> forward, Tensor image);
  }

  /** A network whose parameters have the official names and whose run is one pass. */
  static PublicNetwork of(
      String text, int classes, Function<Map<String, Tensor>, Map<String, Tensor>> reading) {
    return of(text, classes, name -> true, reading);
  }

  /** The trunk of a network alone. */
  static PublicNetwork trunk(
      String text, Function<Map<String, Tensor>, Map<String, Tensor>> reading) {
    return of(text, 1, name -> name.startsWith(Networks.TAP_PREFIX), reading);
  }

  private static PublicNetwork of(
      String text,
      int classes,
      Predicate<String> wanted,
      Function<Map<String, Tensor>, Map<String, Tensor>> reading) {
    Network built = Networks.build(NetworkSpec.parse(text, "cam", classes), Taps.NAMED);
    List<String> outputs = built.graph().outputs().keySet().stream().filter(wanted).toList();
    Network network =
        new Network(
            built.spec(),
            built.role(),
            built.graph().keeping(outputs),
            built.input(),
            built.stride(),
            outputs);
    return new PublicNetwork(
        network, UnaryOperator.identity(), (forward, image) -> reading.apply(forward.apply(image)));
  }

  /** Every tap under its own name, and the last map as {@code features}. */
  static Map<String, Tensor> taps(Map<String, Tensor> outputs) {
    Map<String, Tensor> taps = new LinkedHashMap<>();
    outputs.forEach(
        (name, value) -> {
          if (name.startsWith(Networks.TAP_PREFIX)) {
            taps.put(name.substring(Networks.TAP_PREFIX.length()), value);
          }
        });
    taps.put("features", taps.remove("map"));
    return taps;
  }

  PublicNetwork withNames(UnaryOperator<String> official) {
    return new PublicNetwork(network, official, run);
  }

  PublicNetwork withRun(Run other) {
    return new PublicNetwork(network, officialName, other);
  }

  /** The attention of all blocks {@code [L,N,T,T]}. */
  static Tensor attention(Map<String, Tensor> outputs, int from, int to) {
    return Tensors.stacked(
        IntStream.range(from, to)
            .mapToObj(i -> outputs.get(Networks.TAP_PREFIX + "attention." + i))
            .toList());
  }
}
