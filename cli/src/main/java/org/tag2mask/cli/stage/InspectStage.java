package org.tag2mask.cli.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.command.Session;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.cost.NetworkCost;
import org.tag2mask.models.file.WeightFile;
import org.tag2mask.models.file.WeightFiles;
import org.tag2mask.models.graph.Graph;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.runtime.contract.ClassNames;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.contract.Preprocessing;
import org.tag2mask.runtime.contract.Provenance;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.session.ModelOptions;
import org.tag2mask.runtime.session.OnnxModel;

/** What an ONNX model or a network is. */
public final class InspectStage {
  private InspectStage() {}

  /**
   * Describes a model.
   *
   * @param model the ONNX file
   * @param height image rows to count work at
   * @param width image columns to count work at
   * @param session console
   * @return the exit code
   * @throws IOException when the file cannot be read
   */
  public static int run(Path model, int height, int width, Session session) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    try (OnnxModel open = OnnxModel.open(model, ModelOptions.defaults().withIntraThreads(1))) {
      fields.put("file", model.toString());
      fields.put("bytes", Files.size(model));
      fields.put("sha256", open.sha256());
      describe(open.contract(), fields);
      fields.put("parameters", stored(model));
      cost(open.contract(), height, width, fields);
      open.contract()
          .recipe()
          .ifPresent(recipe -> fields.put("recipe", Json.parse(recipe, "recipe")));
      fields.put("provenance", provenance(open.contract().provenance()));
    }
    session.console().result("model", fields, text(fields));
    return ExitCode.OK;
  }

  /**
   * Describes a network that no file is needed for.
   *
   * @param spec the network
   * @param height image rows to count work at
   * @param width image columns to count work at
   * @param session console
   * @return the exit code
   */
  public static int network(NetworkSpec spec, int height, int width, Session session) {
    Network network = Networks.build(spec);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("network", spec.text());
    fields.put("head", spec.head());
    fields.put("role", lower(network.role()));
    fields.put("classes", spec.classes());
    fields.put("stride", network.stride());
    fields.put("pixels", network.input().toString());
    fields.put("outputs", shapes(network, network.published()));
    List<String> others = new ArrayList<>(network.graph().outputs().keySet());
    others.removeAll(network.published());
    fields.put("further_outputs", shapes(network, others));
    NetworkCounts.put(fields, network.graph().keeping(network.published()), height, width);
    fields.put(
        "parameters_with_further_outputs",
        NetworkCost.of(network.graph(), height, width).parameters());
    session.console().result("network", fields, text(fields));
    return ExitCode.OK;
  }

  private static Map<String, Object> shapes(Network network, List<String> outputs) {
    Map<String, Object> shapes = new LinkedHashMap<>();
    outputs.forEach(name -> shapes.put(name, network.graph().output(name).shape().toString()));
    return shapes;
  }

  private static void describe(ModelContract contract, Map<String, Object> fields) {
    fields.put("role", contract.role().word());
    fields.put("method", contract.method());
    contract.classes().ifPresent(classes -> fields.put("classes", classes.names()));
    fields.put("input", contract.input());
    fields.put("outputs", contract.outputs());
    fields.put("stride", contract.stride());
    fields.put("scales_inside", contract.scalesInside().scales());
    fields.put("flip_inside", lower(contract.scalesInside().flip()));
    Preprocessing preprocessing = contract.preprocessing();
    Map<String, Object> pixels = new LinkedHashMap<>();
    pixels.put("place", lower(preprocessing.place()));
    pixels.put("order", preprocessing.order().name());
    pixels.put("mean", preprocessing.mean());
    pixels.put("std", preprocessing.std());
    fields.put("preprocessing", pixels);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Values in the file; folding and constants make it differ a little from the network's count. */
  private static Long stored(Path model) {
    try (WeightFile arrays = WeightFiles.open(model)) {
      return arrays.names().stream().mapToLong(name -> Tensor.elements(arrays.shape(name))).sum();
    } catch (ModelException e) {
      return null; // a file of others may keep its arrays elsewhere
    }
  }

  private static void cost(
      ModelContract contract, int height, int width, Map<String, Object> fields) {
    graph(contract).ifPresent(graph -> NetworkCounts.put(fields, graph, height, width));
  }

  /** What the file was exported from, when it is one of our networks. */
  private static Optional<Graph> graph(ModelContract contract) {
    Provenance provenance = contract.provenance();
    String head = provenance.details().get("head");
    if (head == null) {
      return Optional.empty();
    }
    try {
      int classes = contract.classes().map(ClassNames::foreground).orElse(1);
      NetworkSpec spec = NetworkSpec.parse(provenance.network(), head, classes);
      return Optional.of(Networks.build(spec).graph().keeping(contract.outputs().keySet()));
    } catch (ModelException e) {
      return Optional.empty();
    }
  }

  private static Map<String, Object> provenance(Provenance provenance) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("tool", provenance.tool());
    map.put("network", provenance.network());
    map.putAll(provenance.details());
    return map;
  }

  private static String text(Map<String, Object> fields) {
    StringBuilder text = new StringBuilder();
    fields.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> map && !key.equals("recipe")) {
            text.append(key).append('\n');
            map.forEach(
                (name, part) ->
                    text.append(String.format(Locale.ROOT, "  %-18s %s%n", name, part)));
          } else {
            text.append(String.format(Locale.ROOT, "%-20s %s%n", key, shown(key, value)));
          }
        });
    return text.toString();
  }

  private static String shown(String key, Object value) {
    if (key.equals("multiply_adds") || key.equals("norm_operations")) {
      return String.format(Locale.ROOT, "%.3f G", ((Number) value).doubleValue() / 1e9);
    }
    return value instanceof Map<?, ?> ? Json.write(value) : String.valueOf(value);
  }
}
