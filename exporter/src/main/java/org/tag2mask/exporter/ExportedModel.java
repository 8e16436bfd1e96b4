package org.tag2mask.exporter;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.tag2mask.exporter.onnx.LoweredGraph;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.runtime.contract.ModelContract;

/**
 * An ONNX model that is ready to be written, with what it was made from; not checked yet. {@link
 * Publisher} checks and writes it. Parameters are asked for while it is written, one at a time, so
 * that those that are deferred are never all in memory.
 *
 * @param network the network
 * @param parameters its values
 * @param options how it was exported
 * @param contract what the file promises
 * @param outline the model without its graph
 * @param graph its graph
 */
public record ExportedModel(
    Network network,
    ParameterSet parameters,
    ExportOptions options,
    ModelContract contract,
    ModelProto outline,
    LoweredGraph graph) {
  private static final int BYTES = 2;

  /** Bytes of the file. */
  public long size() {
    return outline.getSerializedSize()
        + CodedOutputStream.computeTagSize(ModelProto.GRAPH_FIELD_NUMBER)
        + CodedOutputStream.computeUInt64SizeNoTag(graph.size())
        + graph.size();
  }

  /**
   * Writes the file's bytes; the same for the same network, values, description and options.
   *
   * @param out stays open
   * @throws ExportException if they exceed the 2 GB an ONNX file can have
   * @throws IOException if the stream refuses
   */
  public void writeTo(OutputStream out) throws IOException {
    CodedOutputStream coded = CodedOutputStream.newInstance(out);
    write(coded);
    coded.flush();
  }

  private void write(CodedOutputStream out) throws IOException {
    if (size() > Integer.MAX_VALUE) {
      throw new ExportException(
          "the file would have "
              + size()
              + " bytes, but an ONNX file ends at 2 GB; export in float16");
    }
    outline.writeTo(out);
    out.writeTag(ModelProto.GRAPH_FIELD_NUMBER, BYTES);
    out.writeUInt64NoTag(graph.size());
    graph.writeTo(out);
  }

  /**
   * The file's bytes in memory, for small models.
   *
   * @throws ExportException as {@link #writeTo}
   */
  public byte[] bytes() {
    try {
      byte[] file = new byte[(int) Math.min(size(), Integer.MAX_VALUE - 8)];
      CodedOutputStream out = CodedOutputStream.newInstance(file);
      write(out);
      out.checkNoSpaceLeft();
      return file;
    } catch (IOException e) {
      throw new IllegalStateException("the size was computed wrongly", e);
    }
  }
}
