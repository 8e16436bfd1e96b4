package org.tag2mask.exporter;

import static org.tag2mask.models.graph.Op.Source.PARTNER;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tag2mask.exporter.onnx.LoweredGraph;
import org.tag2mask.exporter.onnx.OnnxLowering;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.network.ImageInput;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.contract.Preprocessing;
import org.tag2mask.runtime.contract.Provenance;

/**
 * Turns a network and its parameters into an ONNX model that keeps the runtime's contract: input
 * {@code image} uint8 {@code [N,H,W,3]} RGB of any size, preprocessing inside, the network's
 * published outputs, contract and provenance in the metadata.
 */
public final class OnnxExporter {
  /** The operator set: antialiased {@code Resize} starts here. */
  public static final int OPSET = 18;

  /** The file format version of that operator set. */
  public static final int IR_VERSION = 8;

  /** The name of the program in the files it writes. */
  public static final String PRODUCER = "tag2mask";

  private OnnxExporter() {}

  /**
   * Exports a network. A file with scales inside has the outputs of its role only: further maps are
   * not merged.
   *
   * @param whole the network
   * @param parameters values for every parameter its published outputs need
   * @param description method, classes, provenance and recipe
   * @param options precision, and scales and flips inside the file
   * @return the model, whose arrays are made when it is written; not checked yet
   * @throws ExportException if the classes do not fit the network, or the network or its values
   *     cannot be expressed that way
   * @throws org.tag2mask.models.ModelException if a parameter has no values or another shape
   */
  public static ExportedModel export(
      Network whole, ParameterSet parameters, ModelDescription description, ExportOptions options) {
    Network network = options.scales().plain() ? whole : publishingItsRole(whole);
    ModelContract contract = contract(network, description, options);
    LoweredGraph lowered = OnnxLowering.lower(network, parameters, options);
    LoweredGraph graph =
        new LoweredGraph(
            lowered.outline().toBuilder().setDocString(doc(network, options)).build(),
            lowered.arrays());
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
            .setProducerName(PRODUCER)
            .setProducerVersion(version());
    contract
        .toMetadata()
        .forEach(
            (key, value) ->
                model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return new ExportedModel(network, parameters, options, contract, model.build(), graph);
  }

  /** The version of this program, {@code development} outside a packaged jar. */
  public static String version() {
    String version = OnnxExporter.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static ModelContract contract(
      Network network, ModelDescription description, ExportOptions options) {
    ModelRole role = ModelRole.valueOf(network.role().name());
    int classes = network.spec().classes();
    description
        .classes()
        .filter(names -> names.foreground() != classes)
        .ifPresent(
            names -> {
              throw new ExportException(
                  "the network has "
                      + classes
                      + " classes, but "
                      + names.foreground()
                      + " foreground names were given: "
                      + names);
            });
    Map<String, String> details = new LinkedHashMap<>();
    details.put("head", network.spec().head());
    details.put("precision", options.precision().name().toLowerCase(java.util.Locale.ROOT));
    details.putAll(description.provenance());
    Provenance provenance =
        new Provenance(PRODUCER + " " + version(), network.spec().text(), details);
    ModelContract contract =
        ModelContract.of(
            role,
            description.method(),
            description.classes().orElse(null),
            preprocessing(network.input()),
            OnnxLowering.stride(network, options),
            provenance);
    List<String> extra = new ArrayList<>(network.published());
    extra.removeAll(role.outputs());
    contract = extra.isEmpty() ? contract : contract.withExtraOutputs(extra);
    contract = readsPartner(network) ? contract.withPartner() : contract;
    if (!options.scales().plain()) {
      contract = contract.withScalesInside(options.scales(), OnnxLowering.stride(network, options));
    }
    return description.recipe().map(contract::withRecipe).orElse(contract);
  }

  private static boolean readsPartner(Network network) {
    return network.graph().keeping(network.published()).nodes().stream()
        .anyMatch(node -> node.op() instanceof Op.Input input && input.source() == PARTNER);
  }

  /** Scales inside the file are merged for the outputs of the role alone. */
  private static Network publishingItsRole(Network network) {
    List<String> outputs = ModelRole.valueOf(network.role().name()).outputs();
    return network.publishing(network.published().stream().filter(outputs::contains).toList());
  }

  private static Preprocessing preprocessing(ImageInput input) {
    return new Preprocessing(
        Preprocessing.Place.INSIDE,
        Preprocessing.ChannelOrder.valueOf(input.order().name()),
        shortest(input.mean()),
        shortest(input.deviation()));
  }

  /** The shortest decimal numbers that are these floats, which read better than their doubles. */
  private static List<Double> shortest(float[] values) {
    List<Double> list = new ArrayList<>();
    for (float value : values) {
      list.add(Double.parseDouble(Float.toString(value)));
    }
    return list;
  }

  private static String doc(Network network, ExportOptions options) {
    String pixels = "uint8 RGB [N,H,W,3], any size; preprocessing is inside. ";
    String scales =
        options.scales().plain()
            ? ""
            : "Scales "
                + options.scales().scales()
                + ", flip "
                + options.scales().flip()
                + " are run and merged inside. ";
    return network.role()
        + " "
        + network.spec().text()
        + ". Input image: "
        + pixels
        + scales
        + "A map cell covers "
        + OnnxLowering.stride(network, options)
        + " pixels in each direction.";
  }
}
