package org.tag2mask.exporter.check;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A model as it is in its file, without the raw bytes of its stored arrays; those are looked at
 * while they stream by.
 *
 * @param outline the model; its initialisers have no raw bytes
 * @param values for each initialiser, in order
 */
record WrittenModel(ModelProto outline, List<RawValues> values) {
  private static final int PIECE_BYTES = 1 << 16;
  private static final int GRAPH =
      WireFormat.FieldType.MESSAGE.getWireType() | ModelProto.GRAPH_FIELD_NUMBER << 3;
  private static final int INITIALIZER =
      WireFormat.FieldType.MESSAGE.getWireType() | GraphProto.INITIALIZER_FIELD_NUMBER << 3;
  private static final int RAW_DATA =
      WireFormat.FieldType.BYTES.getWireType() | TensorProto.RAW_DATA_FIELD_NUMBER << 3;

  /**
   * The raw bytes of an array.
   *
   * @param bytes how many
   * @param finiteFloats whether they are finite, read as float32
   * @param finiteHalves whether they are finite, read as float16
   */
  record RawValues(long bytes, boolean finiteFloats, boolean finiteHalves) {
    private static final RawValues NONE = new RawValues(0, true, true);
  }

  /**
   * Reads a model.
   *
   * @param file an ONNX file
   * @throws IOException if it cannot be read or is no model
   */
  static WrittenModel read(Path file) throws IOException {
    List<RawValues> values = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      CodedInputStream model = CodedInputStream.newInstance(in, PIECE_BYTES);
      ByteString outline = without(model, GRAPH, graph -> graph(graph, values));
      return new WrittenModel(ModelProto.parseFrom(outline), List.copyOf(values));
    }
  }

  /** What becomes of a field that holds a message or bytes; gives the bytes to keep. */
  @FunctionalInterface
  private interface Inner {
    ByteString keep(CodedInputStream message) throws IOException;
  }

  /** The bytes of a message, with the fields of one tag replaced. */
  private static ByteString without(CodedInputStream message, int replaced, Inner inner)
      throws IOException {
    UnknownFieldSet.Builder kept = UnknownFieldSet.newBuilder();
    for (int tag = message.readTag(); tag != 0; tag = message.readTag()) {
      if (tag != replaced) {
        kept.mergeFieldFrom(tag, message);
        continue;
      }
      int outer = message.pushLimit(message.readRawVarint32());
      ByteString inside = inner.keep(message);
      message.popLimit(outer);
      kept.mergeField(
          WireFormat.getTagFieldNumber(tag),
          UnknownFieldSet.Field.newBuilder().addLengthDelimited(inside).build());
    }
    return kept.build().toByteString();
  }

  private static ByteString graph(CodedInputStream graph, List<RawValues> values)
      throws IOException {
    return without(
        graph,
        INITIALIZER,
        tensor -> {
          RawValues[] found = {RawValues.NONE};
          ByteString rest =
              without(
                  tensor,
                  RAW_DATA,
                  raw -> {
                    found[0] = raw(raw);
                    return ByteString.EMPTY;
                  });
          values.add(found[0]);
          return rest;
        });
  }

  private static RawValues raw(CodedInputStream raw) throws IOException {
    long length = raw.getBytesUntilLimit();
    boolean floats = true;
    boolean halves = true;
    for (long left = length; left > 0; left -= PIECE_BYTES) {
      byte[] piece = raw.readRawBytes((int) Math.min(left, PIECE_BYTES));
      ByteBuffer bytes = ByteBuffer.wrap(piece).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = 0; at + Float.BYTES <= piece.length; at += Float.BYTES) {
        floats &= Float.isFinite(bytes.getFloat(at));
      }
      for (int at = 0; at + Short.BYTES <= piece.length; at += Short.BYTES) {
        halves &= (bytes.getShort(at) & 0x7c00) != 0x7c00;
      }
    }
    return new RawValues(length, floats, halves);
  }
}
