package org.tag2mask.exporter.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;
import org.tag2mask.exporter.ExportException;
import org.tag2mask.models.file.Float16;

/**
 * An array that a file stores. Its values are made when the file is written, so that no more than
 * one array of a network is in memory at a time.
 */
public final class StoredArray {
  private static final int PIECE_BYTES = 1 << 16;

  /** Name, type and sizes, without values. */
  private final TensorProto outline;

  private final ElementType type;
  private final long elements;
  private final Supplier<Values> values;

  /** Puts elements into a buffer. */
  @FunctionalInterface
  private interface Values {
    void put(int from, int to, ByteBuffer into);
  }

  private StoredArray(String name, ElementType type, long[] shape, Supplier<Values> values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type.code());
    long count = 1;
    for (long size : shape) {
      tensor.addDims(size);
      count = Math.multiplyExact(count, size);
    }
    this.outline = tensor.build();
    this.type = type;
    this.elements = count;
    this.values = values;
  }

  /**
   * An array of FLOAT or FLOAT16.
   *
   * @param name its name in the file
   * @param type FLOAT or FLOAT16
   * @param shape its sizes
   * @param values makes the values in C order, the same each time; they are not modified
   */
  static StoredArray floats(String name, ElementType type, long[] shape, Supplier<float[]> values) {
    return new StoredArray(
        name,
        type,
        shape,
        () -> {
          float[] all = values.get();
          return type == ElementType.FLOAT
              ? (from, to, into) -> into.asFloatBuffer().put(all, from, to - from)
              : (from, to, into) -> halves(all, from, to, into);
        });
  }

  /** An array of INT64. */
  static StoredArray longs(String name, long[] shape, long... values) {
    return new StoredArray(
        name,
        ElementType.INT64,
        shape,
        () -> (from, to, into) -> into.asLongBuffer().put(values, from, to - from));
  }

  /** A single number without axes, of DOUBLE. */
  static StoredArray number(String name, double value) {
    return new StoredArray(
        name, ElementType.DOUBLE, new long[0], () -> (from, to, into) -> into.putDouble(value));
  }

  private static void halves(float[] values, int from, int to, ByteBuffer into) {
    for (int i = from; i < to; i++) {
      into.putShort(Float16.fromFloat(values[i]));
    }
  }

  /**
   * Refuses values that float16 does not have, infinity among them.
   *
   * @throws ExportException naming the first
   */
  static void requireHalves(String name, float[] values) {
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
    }
  }

  /** Its name in the file. */
  public String name() {
    return outline.getName();
  }

  /** Bytes of its values. */
  public long bytes() {
    return elements * type.bytes();
  }

  /** Bytes of the whole tensor in a file, its own length not included. */
  long size() {
    return outline.getSerializedSize()
        + CodedOutputStream.computeTagSize(TensorProto.RAW_DATA_FIELD_NUMBER)
        + CodedOutputStream.computeUInt64SizeNoTag(bytes())
        + bytes();
  }

  /** Makes the values and writes the tensor, {@link #size()} bytes. */
  void writeTo(CodedOutputStream out) throws IOException {
    outline.writeTo(out);
    out.writeTag(TensorProto.RAW_DATA_FIELD_NUMBER, 2);
    out.writeUInt64NoTag(bytes());
    Values all = values.get();
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int each = PIECE_BYTES / type.bytes();
    for (long from = 0; from < elements; from += each) {
      int to = (int) Math.min(elements, from + each);
      all.put((int) from, to, piece.clear());
      out.write(piece.array(), 0, (to - (int) from) * type.bytes());
    }
  }

  /** The whole tensor in memory. */
  TensorProto toProto() {
    byte[] bytes = new byte[Math.toIntExact(bytes())];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    values.get().put(0, Math.toIntExact(elements), buffer);
    return outline.toBuilder().setRawData(ByteString.copyFrom(bytes)).build();
  }
}
