package org.tag2mask.models.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Turns a stream of stored elements into float32, a piece at a time. */
public final class StoredValues {
  private static final int PIECE_BYTES = 1 << 16;

  private StoredValues() {}

  /** Whether elements of a type become float32: the readable types, and F64, which is rounded. */
  public static boolean convertible(StoredType type) {
    return type.readable() || type == StoredType.F64;
  }

  /**
   * Reads elements that follow each other.
   *
   * @param in where they are; exactly {@code count * type.bytes()} bytes are taken
   * @param type a {@link #convertible} type; F64 is rounded to the nearest float
   * @param order the order of the bytes in an element
   * @param count how many; the caller has checked that the file is large enough for them, as this
   *     much memory is taken at once
   * @return the values
   * @throws EOFException if the stream ends before
   */
  public static float[] read(InputStream in, StoredType type, ByteOrder order, int count)
      throws IOException {
    float[] values = new float[count];
    int width = type.bytes();
    byte[] bytes = new byte[(int) Math.min(PIECE_BYTES, (long) count * width)];
    ByteBuffer piece = ByteBuffer.wrap(bytes).order(order);
    int done = 0;
    while (done < count) {
      int now = Math.min(bytes.length / width, count - done);
      if (in.readNBytes(bytes, 0, now * width) < now * width) {
        throw new EOFException("the values end too early; the file is cut off");
      }
      convert(type, piece.clear(), values, done, now);
      done += now;
    }
    return values;
  }

  private static void convert(StoredType type, ByteBuffer from, float[] to, int at, int count) {
    switch (type) {
      case F32 -> from.asFloatBuffer().get(to, at, count);
      case F64 -> {
        for (int i = 0; i < count; i++) {
          to[at + i] = (float) from.getDouble();
        }
      }
      case F16 -> {
        for (int i = 0; i < count; i++) {
          to[at + i] = Float16.toFloat(from.getShort());
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          to[at + i] = Float.intBitsToFloat(from.getShort() << 16);
        }
      }
      default -> throw new IllegalArgumentException(type + " does not become float32");
    }
  }
}
