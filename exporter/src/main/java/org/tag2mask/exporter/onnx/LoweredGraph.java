package org.tag2mask.exporter.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * A graph of a file whose arrays are not made yet.
 *
 * @param outline nodes, inputs and outputs, without stored arrays
 * @param arrays the stored arrays, in the order of the file
 */
public record LoweredGraph(GraphProto outline, List<StoredArray> arrays) {
  private static final int BYTES = 2;

  /** Copies the list. */
  public LoweredGraph {
    arrays = List.copyOf(arrays);
  }

  /** Bytes of the graph in a file. */
  public long size() {
    long size = outline.getSerializedSize();
    for (StoredArray array : arrays) {
      size +=
          CodedOutputStream.computeTagSize(GraphProto.INITIALIZER_FIELD_NUMBER)
              + CodedOutputStream.computeUInt64SizeNoTag(array.size())
              + array.size();
    }
    return size;
  }

  /**
   * Writes the graph, {@link #size()} bytes, making one array at a time.
   *
   * @throws IOException if the stream refuses
   */
  public void writeTo(CodedOutputStream out) throws IOException {
    outline.writeTo(out);
    for (StoredArray array : arrays) {
      out.writeTag(GraphProto.INITIALIZER_FIELD_NUMBER, BYTES);
      out.writeUInt64NoTag(array.size());
      array.writeTo(out);
    }
  }

  /** The whole graph in memory. */
  public GraphProto toProto() {
    GraphProto.Builder whole = outline.toBuilder();
    arrays.forEach(array -> whole.addInitializer(array.toProto()));
    return whole.build();
  }
}
