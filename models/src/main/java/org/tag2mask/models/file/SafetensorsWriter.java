package org.tag2mask.models.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;

/**
 * Writes safetensors. The same tensors and metadata always give the same bytes: tensors in the
 * order of their map, metadata sorted by key, the header filled with blanks so that values start at
 * a multiple of eight bytes. The whole may exceed 2 GB.
 */
public final class SafetensorsWriter {
  private static final int CHUNK_BYTES = 1 << 16;

  private final StoredType type;

  private SafetensorsWriter(StoredType type) {
    this.type = type;
  }

  /** Writes float32. */
  public static SafetensorsWriter float32() {
    return new SafetensorsWriter(StoredType.F32);
  }

  /** Writes float16, rounded to the nearest, ties to even. */
  public static SafetensorsWriter float16() {
    return new SafetensorsWriter(StoredType.F16);
  }

  /**
   * Writes a whole file to a stream, which stays open.
   *
   * @param tensors values by name, in the order to write
   * @param metadata free text by key; may be empty
   * @param out where to; best given by something that publishes the file atomically
   * @throws ModelException if a finite value is too large for float16, a name is longer than 4096
   *     characters or reserved, or there are more tensors than readers accept
   * @throws IOException if the stream refuses
   */
  public void write(Map<String, Tensor> tensors, Map<String, String> metadata, OutputStream out)
      throws IOException {
    write(ParameterSet.of(tensors), metadata, out);
  }

  /**
   * Writes a whole file to a stream, which stays open. Deferred values are made one at a time.
   *
   * @param tensors values by name, in the order to write
   * @param metadata free text by key; may be empty
   * @param out where to; best given by something that publishes the file atomically
   * @throws ModelException as {@link #write(Map, Map, OutputStream)}, or if values cannot be made
   * @throws IOException if the stream refuses
   */
  public void write(ParameterSet tensors, Map<String, String> metadata, OutputStream out)
      throws IOException {
    if (tensors.names().size() > SafetensorsHeader.MAX_TENSORS) {
      throw new ModelException(
          tensors.names().size() + " tensors are more than " + SafetensorsHeader.MAX_TENSORS);
    }
    byte[] header = header(tensors, metadata);
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(header.length).array());
    out.write(header);
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (String name : tensors.names()) {
      values(name, tensors.get(name).values(), chunk, out);
    }
  }

  private byte[] header(ParameterSet tensors, Map<String, String> metadata) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(SafetensorsHeader.METADATA);
        for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      long at = 0;
      for (String name : tensors.names()) {
        requireName(name);
        int[] shape = tensors.shape(name);
        long end = at + Tensor.elements(shape) * type.bytes();
        json.writeObjectFieldStart(name);
        json.writeStringField("dtype", type.name());
        json.writeFieldName("shape");
        json.writeArray(shape, 0, shape.length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {at, end}, 0, 2);
        json.writeEndObject();
        at = end;
      }
      json.writeEndObject();
    }
    int unaligned = bytes.size() % Long.BYTES;
    if (unaligned != 0) {
      byte[] blanks = new byte[Long.BYTES - unaligned];
      Arrays.fill(blanks, (byte) ' ');
      bytes.write(blanks);
    }
    if (bytes.size() > SafetensorsHeader.MAX_HEADER_BYTES) {
      throw new ModelException(
          "names and metadata need "
              + bytes.size()
              + " bytes, more than the "
              + SafetensorsHeader.MAX_HEADER_BYTES
              + " that readers accept");
    }
    return bytes.toByteArray();
  }

  private static void requireName(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (name.equals(SafetensorsHeader.METADATA) || bytes > SafetensorsHeader.MAX_NAME) {
      throw new ModelException("a tensor cannot be named '" + name + "'");
    }
  }

  private void values(String name, float[] values, ByteBuffer chunk, OutputStream out)
      throws IOException {
    int each = CHUNK_BYTES / type.bytes();
    for (int from = 0; from < values.length; from += each) {
      int count = Math.min(each, values.length - from);
      chunk.clear();
      if (type == StoredType.F32) {
        chunk.asFloatBuffer().put(values, from, count);
      } else {
        for (int i = from; i < from + count; i++) {
          chunk.putShort(half(name, values[i]));
        }
      }
      out.write(chunk.array(), 0, count * type.bytes());
    }
  }

  private static short half(String name, float value) {
    short bits = Float16.fromFloat(value);
    if (Float.isInfinite(Float16.toFloat(bits)) && !Float.isInfinite(value)) {
      throw new ModelException(
          "tensor '" + name + "' holds " + value + ", beyond float16; write it as float32");
    }
    return bits;
  }
}
