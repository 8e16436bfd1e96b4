package org.tag2mask.exporter.check;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.exporter.OnnxExporter;
import org.tag2mask.exporter.check.WrittenModel.RawValues;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.contract.ModelContract;

/**
 * Reads a model as a stranger would: versions, unique names, every value defined before it is used
 * and used after it is defined, only operators we know, stored arrays of the right length with
 * finite values and inside the file, and metadata that is a contract about these very outputs.
 */
public final class StructureCheck {
  private static final String NAME = "structure";
  private static final Set<String> OPERATORS =
      Set.of(
          ("Abs Add AveragePool Cast Clip Concat Conv Div Elu Erf Exp Expand Flatten Floor Gather Gemm"
                  + " GlobalAveragePool GlobalMaxPool Greater GreaterOrEqual Identity"
                  + " InstanceNormalization LayerNormalization MatMul Max MaxPool Mean Min Mod Mul"
                  + " Neg Pad Pow Range ReduceL2 ReduceMax ReduceMean ReduceSum Relu Reshape"
                  + " Resize Round Shape Sigmoid Slice Softmax Softplus Split Sqrt Squeeze Sub Sum"
                  + " TopK Transpose Unsqueeze Where")
              .split(" "));

  private final List<String> problems = new ArrayList<>();
  private final Set<String> defined = new HashSet<>();
  private final Set<String> used = new HashSet<>();

  private StructureCheck() {}

  /**
   * Checks a file, streaming its arrays.
   *
   * @param file the model
   * @return failed with all problems, or passed
   * @throws IOException if it cannot be read
   */
  public static CheckResult of(Path file) throws IOException {
    WrittenModel written;
    try {
      written = WrittenModel.read(file);
    } catch (InvalidProtocolBufferException e) {
      return CheckResult.failed(NAME, "the bytes are no ONNX model: " + e.getMessage());
    }
    StructureCheck check = new StructureCheck();
    ModelProto model = written.outline();
    check.versions(model);
    check.graph(model.getGraph(), written.values());
    check.contract(model);
    if (!check.problems.isEmpty()) {
      return CheckResult.failed(NAME, String.join("; ", check.problems));
    }
    return CheckResult.passed(
        NAME,
        model.getGraph().getNodeCount()
            + " nodes, "
            + model.getGraph().getInitializerCount()
            + " stored arrays, opset "
            + OnnxExporter.OPSET);
  }

  private void versions(ModelProto model) {
    require(
        model.getIrVersion() == OnnxExporter.IR_VERSION,
        "IR version " + model.getIrVersion() + ", expected " + OnnxExporter.IR_VERSION);
    require(
        model.getOpsetImportCount() == 1
            && model.getOpsetImport(0).getDomain().isEmpty()
            && model.getOpsetImport(0).getVersion() == OnnxExporter.OPSET,
        "operator sets are not exactly the standard one, version " + OnnxExporter.OPSET);
    require(model.getFunctionsCount() == 0, "the model defines functions of its own");
  }

  private void graph(GraphProto graph, List<RawValues> values) {
    graph.getInputList().forEach(input -> define(input.getName()));
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      initializer(graph.getInitializer(i), values.get(i));
    }
    Set<String> nodeNames = new HashSet<>();
    for (NodeProto node : graph.getNodeList()) {
      require(nodeNames.add(node.getName()), "two nodes are named '" + node.getName() + "'");
      require(
          node.getDomain().isEmpty() && OPERATORS.contains(node.getOpType()),
          "node '" + node.getName() + "' has the unknown operator " + node.getOpType());
      for (String input : node.getInputList()) {
        require(
            input.isEmpty() || defined.contains(input),
            "node '" + node.getName() + "' reads '" + input + "' before it is defined");
        used.add(input);
      }
      node.getOutputList().forEach(this::define);
    }
    for (ValueInfoProto output : graph.getOutputList()) {
      require(
          defined.contains(output.getName()),
          "output '" + output.getName() + "' is never computed");
      used.add(output.getName());
    }
    graph.getInputList().forEach(input -> requireUsed(List.of(input.getName())));
    graph.getInitializerList().forEach(tensor -> requireUsed(List.of(tensor.getName())));
    graph.getNodeList().forEach(node -> requireUsed(node.getOutputList()));
  }

  /** Of several values that one node makes, one at least has a reader. */
  private void requireUsed(List<String> values) {
    require(
        values.stream().anyMatch(used::contains),
        "'" + String.join("' and '", values) + "' is never used");
  }

  private void define(String value) {
    require(!value.isEmpty(), "a value has no name");
    require(defined.add(value), "two values are named '" + value + "'");
  }

  private void initializer(TensorProto tensor, RawValues values) {
    define(tensor.getName());
    require(
        tensor.getDataLocation() == TensorProto.DataLocation.DEFAULT
            && tensor.getExternalDataCount() == 0,
        "the values of '" + tensor.getName() + "' are outside the file");
    int width =
        switch (tensor.getDataType()) {
          case TensorProto.DataType.FLOAT_VALUE -> Float.BYTES;
          case TensorProto.DataType.FLOAT16_VALUE -> Short.BYTES;
          case TensorProto.DataType.DOUBLE_VALUE, TensorProto.DataType.INT64_VALUE -> Long.BYTES;
          default -> 0;
        };
    long bytes = width;
    for (long size : tensor.getDimsList()) {
      bytes = size < 0 ? -1 : bytes * size;
    }
    if (width == 0 || bytes != values.bytes()) {
      problems.add("'" + tensor.getName() + "' has another length than its type and sizes say");
    } else {
      require(finite(tensor, values), "'" + tensor.getName() + "' holds infinite values or NaN");
    }
  }

  private static boolean finite(TensorProto tensor, RawValues values) {
    return switch (tensor.getDataType()) {
      case TensorProto.DataType.FLOAT_VALUE -> values.finiteFloats();
      case TensorProto.DataType.FLOAT16_VALUE -> values.finiteHalves();
      default -> true;
    };
  }

  private void contract(ModelProto model) {
    Map<String, String> metadata = new LinkedHashMap<>();
    model
        .getMetadataPropsList()
        .forEach(
            entry ->
                require(
                    metadata.put(entry.getKey(), entry.getValue()) == null,
                    "metadata '" + entry.getKey() + "' occurs twice"));
    ModelContract contract;
    try {
      contract = ModelContract.fromMetadata(metadata, "the exported model");
    } catch (Tag2MaskException e) {
      problems.add(e.getMessage());
      return;
    }
    Set<String> inputs = names(model.getGraph().getInputList());
    Set<String> promised = new LinkedHashSet<>(Set.of(contract.input()));
    contract.partner().ifPresent(promised::add);
    require(
        inputs.equals(promised),
        "the inputs are " + inputs + ", the contract says " + String.join(" and ", promised));
    Set<String> outputs = names(model.getGraph().getOutputList());
    require(
        outputs.equals(new HashSet<>(contract.outputs().values())),
        "the outputs are " + outputs + ", the contract says " + contract.outputs().values());
  }

  private static Set<String> names(List<ValueInfoProto> values) {
    Set<String> names = new HashSet<>();
    values.forEach(value -> names.add(value.getName()));
    return names;
  }

  private void require(boolean condition, String problem) {
    if (!condition) {
      problems.add(problem);
    }
  }
}
