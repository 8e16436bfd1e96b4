package org.tag2mask.exporter.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Collects nodes and initialisers and keeps their names unique. Knows ONNX, not networks: a node is
 * an operator name, inputs by name and attributes.
 */
final class GraphWriter {
  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Set<String> nodeNames = new HashSet<>();
  private final Set<String> valueNames = new HashSet<>();
  private final Map<String, String> constants = new HashMap<>();
  private final List<StoredArray> arrays = new ArrayList<>();

  /** Keeps a value name for {@link #node} with that very output. */
  void reserve(String value) {
    valueNames.add(value);
  }

  /** Adds a node with one output named like the node; returns the output. */
  String node(String operator, String name, List<String> inputs, AttributeProto... attributes) {
    String output = unique(valueNames, name);
    add(operator, name, inputs, List.of(output), attributes);
    return output;
  }

  /** Adds a node whose output has a name that was reserved. */
  String nodeTo(
      String output,
      String operator,
      String name,
      List<String> inputs,
      AttributeProto... attributes) {
    add(operator, name, inputs, List.of(output), attributes);
    return output;
  }

  /** Adds a node with two outputs. */
  List<String> pair(
      String operator, String name, List<String> inputs, AttributeProto... attributes) {
    List<String> outputs =
        List.of(unique(valueNames, name + "/first"), unique(valueNames, name + "/second"));
    add(operator, name, inputs, outputs, attributes);
    return outputs;
  }

  private void add(
      String operator,
      String name,
      List<String> inputs,
      List<String> outputs,
      AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(unique(nodeNames, name))
            .addAllInput(inputs)
            .addAllOutput(outputs)
            .addAllAttribute(Arrays.asList(attributes)));
  }

  /**
   * An array stored in the file; the same name and type asked for again is stored once.
   *
   * @param name what it is, unique for its content
   * @param type FLOAT or FLOAT16
   * @param shape its sizes
   * @param values makes them in C order, when the file is written; not modified
   * @throws org.tag2mask.exporter.ExportException if a value is beyond float16 where that is the
   *     type
   */
  String floats(String name, ElementType type, long[] shape, Supplier<float[]> values) {
    return constants.computeIfAbsent(
        type + " " + name,
        key -> {
          String stored = unique(valueNames, name);
          if (type == ElementType.FLOAT16) {
            StoredArray.requireHalves(name, values.get());
          }
          arrays.add(StoredArray.floats(stored, type, shape, values));
          return stored;
        });
  }

  /** A constant vector of whole numbers. */
  String longs(long... values) {
    String text = Arrays.toString(values).replace(" ", "");
    return constants.computeIfAbsent(
        "longs " + text, key -> whole("constant/int64" + text, new long[] {values.length}, values));
  }

  /** A constant whole number without axes. */
  String wholeScalar(long value) {
    return constants.computeIfAbsent(
        "long " + value, key -> whole("constant/int64/" + value, new long[0], value));
  }

  private String whole(String name, long[] shape, long... values) {
    String stored = unique(valueNames, name);
    arrays.add(StoredArray.longs(stored, shape, values));
    return stored;
  }

  /** A constant number without axes, of a floating type. */
  String scalar(double value, ElementType type) {
    String name = "constant/" + type.name().toLowerCase(java.util.Locale.ROOT) + "/" + value;
    if (type != ElementType.DOUBLE) {
      return floats(name, type, new long[0], () -> new float[] {(float) value});
    }
    return constants.computeIfAbsent(
        name,
        key -> {
          String stored = unique(valueNames, name);
          arrays.add(StoredArray.number(stored, value));
          return stored;
        });
  }

  private static String unique(Set<String> taken, String wanted) {
    String candidate = wanted;
    for (int i = 2; !taken.add(candidate); i++) {
      candidate = wanted + "_" + i;
    }
    return candidate;
  }

  /** The stored arrays so far, in order. */
  List<StoredArray> arrays() {
    return arrays;
  }

  /** The nodes so far; inputs, outputs and its name are the caller's to add. */
  GraphProto.Builder graph() {
    return graph;
  }
}
