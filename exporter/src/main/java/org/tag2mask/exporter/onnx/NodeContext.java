package org.tag2mask.exporter.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.tag2mask.models.graph.Node;
import org.tag2mask.models.graph.Shape;
import org.tag2mask.models.params.Tensor;

/**
 * One node of a network while it is lowered: its inputs as ONNX values, its parameters, its name.
 */
final class NodeContext {
  private final NetworkLowering lowering;
  private final int index;
  private final Node node;

  NodeContext(NetworkLowering lowering, int index) {
    this.lowering = lowering;
    this.index = index;
    this.node = lowering.graph().nodes().get(index);
  }

  int index() {
    return index;
  }

  Node node() {
    return node;
  }

  NetworkLowering lowering() {
    return lowering;
  }

  /** The type weights and most operations have. */
  ElementType compute() {
    return lowering.compute();
  }

  /** The shape of an input. */
  Shape shape(int input) {
    return lowering.graph().nodes().get(node.inputs().get(input)).shape();
  }

  /** An input in the type of most operations. */
  String in(int input) {
    return in(input, compute());
  }

  /** An input in some floating type. */
  String in(int input, ElementType type) {
    return lowering.valueAs(node.inputs().get(input), type);
  }

  /** The input as it is. */
  TypedValue same(int input) {
    return lowering.value(node.inputs().get(input));
  }

  /** All inputs in the type of most operations. */
  List<String> all() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      names.add(in(i));
    }
    return names;
  }

  /** The values of a parameter. */
  Tensor tensor(int parameter) {
    return lowering.parameters().get(node.parameters().get(parameter));
  }

  /** A parameter as it is in the parameter file. */
  String parameter(int parameter, ElementType type) {
    String name = node.parameters().get(parameter);
    return stored(name, type, shape(name), () -> tensor(parameter).values());
  }

  /** The sizes of a parameter, without its values. */
  int[] shape(String parameter) {
    return lowering.parameters().shape(parameter);
  }

  /** A small array that is stored in the file once for all branches that use it. */
  String stored(String name, ElementType type, int[] shape, float[] values) {
    return stored(name, type, shape, () -> values);
  }

  /** An array that is stored once, and made when the file is written. */
  String stored(String name, ElementType type, int[] shape, Supplier<float[]> values) {
    long[] sizes = new long[shape.length];
    for (int i = 0; i < shape.length; i++) {
      sizes[i] = shape[i];
    }
    return lowering.writer().floats(name, type, sizes, values);
  }

  /** A per-channel array, shaped so that it meets axis 1 of the first input. */
  String perChannel(String name, ElementType type, float[] values) {
    int[] sizes = new int[shape(0).rank() - 1];
    java.util.Arrays.fill(sizes, 1);
    sizes[0] = values.length;
    return stored(name, type, sizes, values);
  }

  String scalar(double value, ElementType type) {
    return lowering.writer().scalar(value, type);
  }

  String wholeScalar(long value) {
    return lowering.writer().wholeScalar(value);
  }

  String longs(long... values) {
    return lowering.writer().longs(values);
  }

  /** A node on the way to the result. */
  String step(String operator, String suffix, List<String> inputs, AttributeProto... attributes) {
    String name = lowering.prefix() + node.name() + "/" + suffix;
    return lowering.writer().node(operator, name, inputs, attributes);
  }

  /** A node with two outputs on the way to the result. */
  List<String> pair(
      String operator, String suffix, List<String> inputs, AttributeProto... attributes) {
    String name = lowering.prefix() + node.name() + "/" + suffix;
    return lowering.writer().pair(operator, name, inputs, attributes);
  }

  /** The node that gives the result; it has the name of the network's node. */
  TypedValue result(
      String operator, ElementType type, List<String> inputs, AttributeProto... attributes) {
    String name = lowering.prefix() + node.name();
    String wanted = type == ElementType.FLOAT ? lowering.wantedName(index) : null;
    String output =
        wanted == null
            ? lowering.writer().node(operator, name, inputs, attributes)
            : lowering.writer().nodeTo(wanted, operator, name, inputs, attributes);
    return new TypedValue(output, type);
  }

  /** The result in the type of most operations. */
  TypedValue result(String operator, List<String> inputs, AttributeProto... attributes) {
    return result(operator, compute(), inputs, attributes);
  }
}
