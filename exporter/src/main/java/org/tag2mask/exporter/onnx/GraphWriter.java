package org.tag2mask.exporter.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.exporter.ExportException;
import org.tag2mask.models.file.Float16;

/**
 * Collects nodes and initialisers and keeps their names unique. Knows ONNX, not networks: a node is
 * an operator name, inputs by name and attributes.
 */
final class GraphWriter {
  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Set<String> nodeNames = new HashSet<>();
  private final Set<String> valueNames = new HashSet<>();
  private final Map<String, String> constants = new HashMap<>();

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
   * @param values in C order; not modified
   */
  String floats(String name, ElementType type, long[] shape, float[] values) {
    return constants.computeIfAbsent(
        type + " " + name, key -> store(name, type, shape, encode(name, type, values)));
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
    ByteBuffer bytes = buffer(values.length * Long.BYTES);
    for (long value : values) {
      bytes.putLong(value);
    }
    return store(name, ElementType.INT64, shape, bytes);
  }

  /** A constant number without axes, of a floating type. */
  String scalar(double value, ElementType type) {
    String name = "constant/" + type.name().toLowerCase(java.util.Locale.ROOT) + "/" + value;
    if (type != ElementType.DOUBLE) {
      return floats(name, type, new long[0], new float[] {(float) value});
    }
    return constants.computeIfAbsent(
        name, key -> store(name, type, new long[0], buffer(Double.BYTES).putDouble(value)));
  }

  private String store(String name, ElementType type, long[] shape, ByteBuffer bytes) {
    String stored = unique(valueNames, name);
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(stored).setDataType(type.code());
    for (long size : shape) {
      tensor.addDims(size);
    }
    graph.addInitializer(tensor.setRawData(UnsafeByteOperations.unsafeWrap(bytes.array())));
    return stored;
  }

  private static ByteBuffer encode(String name, ElementType type, float[] values) {
    ByteBuffer bytes = buffer(Math.multiplyExact(values.length, type.bytes()));
    if (type == ElementType.FLOAT) {
      bytes.asFloatBuffer().put(values);
      return bytes;
    }
    for (float value : values) {
      if (Math.abs(value) > Float16.MAX) {
        throw new ExportException(
            "'"
                + name
                + "' holds "
                + value
                + ", beyond the largest float16 value "
                + Float16.MAX
                + "; export in float32");
      }
      bytes.putShort(Float16.fromFloat(value));
    }
    return bytes;
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String unique(Set<String> taken, String wanted) {
    String candidate = wanted;
    for (int i = 2; !taken.add(candidate); i++) {
      candidate = wanted + "_" + i;
    }
    return candidate;
  }

  /** The graph so far; inputs, outputs and its name are the caller's to add. */
  GraphProto.Builder graph() {
    return graph;
  }
}
