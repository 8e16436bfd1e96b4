package org.tag2mask.exporter.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.tag2mask.exporter.ExportException;
import org.tag2mask.exporter.ExportOptions;
import org.tag2mask.exporter.ExportOptions.MapSize;
import org.tag2mask.exporter.ExportOptions.Precision;
import org.tag2mask.models.graph.Dim;
import org.tag2mask.models.graph.Graph;
import org.tag2mask.models.graph.Node;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.Shape;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.runtime.contract.ModelContract;

/** Makes the graph of a file: bytes in, the network's published outputs out. */
public final class OnnxLowering {
  private static final String BATCH = "batch";

  private OnnxLowering() {}

  /**
   * Pixels a map cell of the exported file covers.
   *
   * @param network the network
   * @param options scales inside the file bring their own grid, maps of the image's size have 1
   */
  public static int stride(Network network, ExportOptions options) {
    if (options.maps() == MapSize.PIXELS) {
      return 1;
    }
    return options.scales().plain() ? network.stride() : ScalesLowering.GRID;
  }

  /**
   * Lowers a network.
   *
   * @param network the network; only the nodes its published outputs need are kept
   * @param parameters values for all parameters those nodes have
   * @param options precision and scales
   * @return the graph, with its inputs and outputs; its arrays are made when it is written
   * @throws ExportException if the network or its values cannot be expressed that way
   * @throws org.tag2mask.models.ModelException if a parameter has no values or another shape
   */
  public static LoweredGraph lower(
      Network network, ParameterSet parameters, ExportOptions options) {
    Graph graph = network.graph().keeping(network.published());
    parameters.requireAll(graph.parameters());
    GraphWriter writer = new GraphWriter();
    sources(graph).forEach(source -> writer.reserve(source.input()));
    network.published().forEach(writer::reserve);
    ElementType compute =
        options.precision() == Precision.FLOAT16 ? ElementType.FLOAT16 : ElementType.FLOAT;
    int multiple = network.multiple();
    ImageLowering image = new ImageLowering(writer, network.input(), multiple, compute);
    if (options.maps() == MapSize.PIXELS) {
      requireSegmenter(network, options);
      PixelLowering.toOutput(
          writer, image, new NetworkLowering(writer, graph, parameters, multiple, compute, ""));
    } else if (options.scales().plain()) {
      Map<Op.Source, String> planes = new EnumMap<>(Op.Source.class);
      Map<Op.Source, TypedValue> images = new EnumMap<>(Op.Source.class);
      for (Op.Source source : sources(graph)) {
        String prefix = source == Op.Source.IMAGE ? "" : source.input() + "/";
        planes.put(source, image.planes(source.input()));
        images.put(source, image.normalised(prefix, planes.get(source)));
      }
      NetworkLowering pass = new NetworkLowering(writer, graph, parameters, multiple, compute, "");
      if (multiple == network.stride()) {
        pass.toNamedOutputs(images);
      } else {
        String size = image.size("crop/size", planes.get(Op.Source.IMAGE));
        new MapCrop(writer, network.stride()).toNamedOutputs(graph, pass.toValues(images), size);
      }
    } else {
      requireClassifier(network);
      new ScalesLowering(
              writer,
              image,
              network.stride(),
              options.scales(),
              prefix -> new NetworkLowering(writer, graph, parameters, multiple, compute, prefix))
          .toOutputs(ModelContract.IMAGE_INPUT);
    }
    GraphProto.Builder built = writer.graph().setName(network.spec().backbone());
    sources(graph).forEach(source -> built.addInput(pixels(source)));
    for (String name : network.published()) {
      built.addOutput(output(name, graph.output(name).shape()));
    }
    return new LoweredGraph(built.build(), writer.arrays());
  }

  /**
   * Lowers the bare network, without anything around it: an input is float32 {@code
   * [batch,channels,height,width]}, normalised by the host and of any size. For comparing a network
   * with its public original; files that are published take pixels.
   *
   * @param network the network; only the nodes its published outputs need are kept
   * @param parameters values for all parameters those nodes have
   * @return the graph, with its inputs and outputs
   */
  public static GraphProto lowerBare(Network network, ParameterSet parameters) {
    Graph graph = network.graph().keeping(network.published());
    parameters.requireAll(graph.parameters());
    GraphWriter writer = new GraphWriter();
    network.published().forEach(writer::reserve);
    Map<Op.Source, TypedValue> images = new EnumMap<>(Op.Source.class);
    for (Op.Source source : sources(graph)) {
      writer.reserve(source.input());
      images.put(source, new TypedValue(source.input(), ElementType.FLOAT));
    }
    // Stride 1: nothing may be taken for granted about the sizes.
    new NetworkLowering(writer, graph, parameters, 1, ElementType.FLOAT, "").toNamedOutputs(images);
    GraphProto.Builder built = writer.graph().setName(network.spec().backbone());
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Op.Input input) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder().addDim(symbol(BATCH));
        shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(input.channels()));
        shape.addDim(symbol(side(input.source(), "height")));
        shape.addDim(symbol(side(input.source(), "width")));
        built.addInput(info(input.source().input(), ElementType.FLOAT, shape));
      }
    }
    for (String name : network.published()) {
      built.addOutput(output(name, graph.output(name).shape()));
    }
    return new LoweredGraph(built.build(), writer.arrays()).toProto();
  }

  private static void requireClassifier(Network network) {
    if (network.role() != NetworkRole.CLASSIFIER
        || !List.of("cam", "score").equals(network.published())) {
      throw new ExportException(
          "scales and flips inside the file are for classifiers with the outputs cam and score;"
              + " this network is a "
              + network.role()
              + " with "
              + network.published());
    }
  }

  private static void requireSegmenter(Network network, ExportOptions options) {
    if (network.role() != NetworkRole.SEGMENTER || !options.scales().plain()) {
      throw new ExportException(
          "maps of the image's size are for segmenters without scales inside; this network is a "
              + network.role()
              + " with scales "
              + options.scales().scales());
    }
  }

  /** The images a graph reads, in the order of its nodes. */
  private static List<Op.Source> sources(Graph graph) {
    List<Op.Source> sources = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Op.Input input) {
        sources.add(input.source());
      }
    }
    return sources;
  }

  private static ValueInfoProto pixels(Op.Source source) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder().addDim(symbol(BATCH));
    shape.addDim(symbol(side(source, "height"))).addDim(symbol(side(source, "width")));
    shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(3));
    return info(source.input(), ElementType.UINT8, shape);
  }

  /** Each image has sizes of its own. */
  private static String side(Op.Source source, String side) {
    return source == Op.Source.IMAGE ? side : source.input() + "_" + side;
  }

  private static ValueInfoProto output(String name, Shape shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    for (int axis = 0; axis < shape.rank(); axis++) {
      Dim dim = shape.get(axis);
      if (dim.isKnown()) {
        dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dim.size()));
      } else if (dim.equals(Dim.N)) {
        dims.addDim(symbol(BATCH));
      } else {
        boolean map = shape.rank() == 4 && axis >= 2;
        String which = map ? (axis == 2 ? "height" : "width") : "axis" + axis;
        dims.addDim(symbol(name + "_" + which));
      }
    }
    return info(name, ElementType.FLOAT, dims);
  }

  private static TensorShapeProto.Dimension symbol(String name) {
    return TensorShapeProto.Dimension.newBuilder().setDimParam(name).build();
  }

  private static ValueInfoProto info(
      String name, ElementType type, TensorShapeProto.Builder shape) {
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.code()).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
