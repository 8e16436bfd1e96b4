package org.tag2mask.exporter.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tag2mask.models.graph.Graph;
import org.tag2mask.models.graph.Node;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.params.ParameterSet;

/**
 * One pass of a network in the file: every node of its graph becomes ONNX nodes, behind a prefix
 * that keeps the names of several passes apart. Parameters are stored once for all passes.
 */
final class NetworkLowering {
  private final GraphWriter writer;
  private final Graph graph;
  private final ParameterSet parameters;
  private final int imageStride;
  private final ElementType compute;
  private final String prefix;
  private final NormFolding folding;
  private final Map<Integer, TypedValue> values = new HashMap<>();
  private final Map<String, String> casts = new HashMap<>();
  private final Map<Integer, String> wanted = new HashMap<>();
  private final Map<List<String>, String> sharedNames = new HashMap<>();

  /**
   * A pass.
   *
   * @param writer where nodes go
   * @param graph the network, only with the nodes its outputs need
   * @param parameters its values
   * @param imageStride image sizes are multiples of it
   * @param compute FLOAT or FLOAT16
   * @param prefix before every node name; may be empty
   */
  NetworkLowering(
      GraphWriter writer,
      Graph graph,
      ParameterSet parameters,
      int imageStride,
      ElementType compute,
      String prefix) {
    this.writer = writer;
    this.graph = graph;
    this.parameters = parameters;
    this.imageStride = imageStride;
    this.compute = compute;
    this.prefix = prefix;
    this.folding = new NormFolding(graph);
  }

  /**
   * Lowers the network and gives its outputs their own names, which must be reserved.
   *
   * @param images the normalised images {@code [N,3,H,W]} it reads
   */
  void toNamedOutputs(Map<Op.Source, TypedValue> images) {
    graph.outputs().forEach((name, index) -> wanted.putIfAbsent(source(index), name));
    lower(images);
    graph
        .outputs()
        .forEach(
            (name, index) -> {
              TypedValue value = values.get(index);
              if (!value.name().equals(name)) {
                String from = valueAs(index, ElementType.FLOAT);
                writer.nodeTo(name, "Identity", "output/" + name, List.of(from));
              }
            });
  }

  /**
   * Lowers the network.
   *
   * @param image the normalised image {@code [N,3,H,W]}
   * @return its outputs by name, in float32
   */
  Map<String, String> toValues(TypedValue image) {
    return toValues(Map.of(Op.Source.IMAGE, image));
  }

  /** The same for a network of several images. */
  Map<String, String> toValues(Map<Op.Source, TypedValue> images) {
    lower(images);
    Map<String, String> named = new HashMap<>();
    graph.outputs().forEach((name, index) -> named.put(name, valueAs(index, ElementType.FLOAT)));
    return named;
  }

  private void lower(Map<Op.Source, TypedValue> images) {
    NodeLowering visitor = new NodeLowering(images);
    for (int i = 0; i < graph.nodes().size(); i++) {
      values.put(i, graph.nodes().get(i).op().accept(visitor, new NodeContext(this, i)));
    }
  }

  /** The node that computes a value: dropout, detach and folded norms only pass it on. */
  private int source(int index) {
    Node node = graph.nodes().get(index);
    boolean passes =
        node.op() instanceof Op.Dropout
            || node.op() instanceof Op.Detach
            || folding.isFolded(index);
    return passes ? source(node.inputs().get(0)) : index;
  }

  /** A value in a floating type, converted where it has another. */
  String valueAs(int index, ElementType type) {
    TypedValue value = values.get(index);
    if (value.type() == type) {
      return value.name();
    }
    return casts.computeIfAbsent(
        value.name() + " " + type,
        key ->
            writer.node(
                "Cast",
                value.name() + "/" + type.name().toLowerCase(java.util.Locale.ROOT),
                List.of(value.name()),
                Attributes.integer("to", type.code())));
  }

  TypedValue value(int index) {
    return values.get(index);
  }

  /** The output that a node's value is, or null. */
  String wantedName(int index) {
    return wanted.get(index);
  }

  GraphWriter writer() {
    return writer;
  }

  Graph graph() {
    return graph;
  }

  ParameterSet parameters() {
    return parameters;
  }

  int imageStride() {
    return imageStride;
  }

  ElementType compute() {
    return compute;
  }

  String prefix() {
    return prefix;
  }

  /** Whether a softmax reads a value as it is. */
  boolean feedsSoftmax(int index) {
    return graph.nodes().stream()
        .anyMatch(node -> node.op() instanceof Op.Softmax && node.inputs().contains(index));
  }

  /**
   * The name under which an array made from parameters is stored: that of the first node that made
   * it, for a trunk that runs twice.
   *
   * @param sources the parameters it is made from
   * @param node the node that wants it
   */
  String sharedName(List<String> sources, Node node) {
    return sharedNames.computeIfAbsent(List.copyOf(sources), key -> node.name());
  }

  NormFolding folding() {
    return folding;
  }
}
