package org.tag2mask.runtime.session;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.tag2mask.runtime.ModelContractException;

/**
 * Refuses models whose values lie in other files, before native code sees them: a location may name
 * any file of the host, a link to one, or an address in memory (with which ONNX Runtime 1.17.3
 * crashes). Walks over the protocol buffer once, wherever a tensor can be: initialisers,
 * attributes, sub-graphs, functions.
 */
final class ExternalData {
  /** Messages nest as deep as protocol buffer libraries allow. */
  private static final int MAX_DEPTH = 100;

  /** The messages on the way to a tensor, with the fields that lead on; numbers of onnx.proto. */
  private enum Message {
    MODEL,
    TRAINING,
    FUNCTION,
    GRAPH,
    NODE,
    ATTRIBUTE,
    SPARSE_TENSOR,
    TENSOR;

    Map<Integer, Message> fields() {
      return switch (this) {
        case MODEL -> Map.of(7, GRAPH, 20, TRAINING, 25, FUNCTION);
        case TRAINING -> Map.of(1, GRAPH, 2, GRAPH);
        case FUNCTION -> Map.of(7, NODE, 11, ATTRIBUTE);
        case GRAPH -> Map.of(1, NODE, 5, TENSOR, 15, SPARSE_TENSOR);
        case NODE -> Map.of(5, ATTRIBUTE);
        case ATTRIBUTE ->
            Map.of(
                5, TENSOR, 6, GRAPH, 10, TENSOR, 11, GRAPH, 22, SPARSE_TENSOR, 23, SPARSE_TENSOR);
        case SPARSE_TENSOR -> Map.of(1, TENSOR, 2, TENSOR);
        case TENSOR -> Map.of();
      };
    }
  }

  private static final int EXTERNAL_ENTRIES = 13;
  private static final int LOCATION = 14;
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final InputStream in;
  private final String name;
  private long position;

  private ExternalData(InputStream in, String name) {
    this.in = in;
    this.name = name;
  }

  /**
   * Walks over a model.
   *
   * @param in its bytes from the first on, buffered
   * @param size how many they are
   * @param name what to call the model in messages
   * @throws ModelContractException if a value lies outside, or the bytes are no protocol buffer
   * @throws IOException if they cannot be read
   */
  static void refuse(InputStream in, long size, String name) throws IOException {
    new ExternalData(in, name).walk(Message.MODEL, size, 0);
  }

  private void walk(Message message, long end, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw damaged();
    }
    Map<Integer, Message> leading = message.fields();
    while (position < end) {
      long tag = varint(end);
      int field = (int) Math.min(tag >>> 3, Integer.MAX_VALUE);
      int wire = (int) (tag & 7);
      switch (wire) {
        case VARINT -> {
          long value = varint(end);
          if (message == Message.TENSOR && field == LOCATION && value != 0) {
            throw outside();
          }
        }
        case FIXED64 -> skip(Long.BYTES, end);
        case FIXED32 -> skip(Integer.BYTES, end);
        case BYTES -> {
          long length = varint(end);
          if (length < 0 || length > end - position) {
            throw damaged();
          }
          if (message == Message.TENSOR && field == EXTERNAL_ENTRIES) {
            throw outside();
          }
          if (leading.containsKey(field)) {
            walk(leading.get(field), position + length, depth + 1);
          } else {
            skip(length, end);
          }
        }
        default -> throw damaged();
      }
    }
  }

  private long varint(long end) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 70 && position < end; shift += 7) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the file shrank while it was read");
      }
      position++;
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw damaged();
  }

  private void skip(long count, long end) throws IOException {
    if (count > end - position) {
      throw damaged();
    }
    in.skipNBytes(count);
    position += count;
  }

  private ModelContractException outside() {
    return new ModelContractException(
        "model "
            + name
            + " keeps values in another file, and other files are never read; save the model as one"
            + " file, in Python: onnx.save(onnx.load(FILE), 'whole.onnx')");
  }

  private ModelContractException damaged() {
    return new ModelContractException(
        "cannot load model "
            + name
            + ": it is no complete ONNX file; it is cut off, damaged, or something else");
  }
}
