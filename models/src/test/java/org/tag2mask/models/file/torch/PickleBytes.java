package org.tag2mask.models.file.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A pickle put together operation by operation, right or wrong. */
final class PickleBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Starts with protocol 2. */
  PickleBytes() {
    op(0x80, 2);
  }

  PickleBytes op(int... codes) {
    for (int code : codes) {
      out.write(code);
    }
    return this;
  }

  PickleBytes ops(String codes) {
    out.writeBytes(codes.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  PickleBytes text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return op('X').raw(little(4).putInt(utf8.length)).ops(text);
  }

  PickleBytes number(long value) {
    return op(0x8a, 8).raw(little(8).putLong(value));
  }

  PickleBytes numbers(long... values) {
    op('(');
    for (long value : values) {
      number(value);
    }
    return op('t');
  }

  PickleBytes global(String module, String name) {
    return ops("c" + module + "\n" + name + "\n");
  }

  /** A reference to a storage of float32. */
  PickleBytes storage(String key, long elements) {
    return op('(')
        .text("storage")
        .global("torch", "FloatStorage")
        .text(key)
        .text("cpu")
        .number(elements)
        .ops("tQ");
  }

  /** A tensor on a storage. */
  PickleBytes tensor(String key, long elements, long offset, long[] sizes, long[] strides) {
    global("torch._utils", "_rebuild_tensor_v2").op('(').storage(key, elements).number(offset);
    return numbers(sizes).numbers(strides).op(0x89).ops(")tR");
  }

  private PickleBytes raw(ByteBuffer bytes) {
    out.writeBytes(bytes.array());
    return this;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Everything so far and the end. */
  byte[] end() {
    op('.');
    return out.toByteArray();
  }
}
