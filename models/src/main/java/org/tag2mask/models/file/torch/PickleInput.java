package org.tag2mask.models.file.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.tag2mask.models.ModelException;

/** Bytes of a pickle, counted and bounded. */
final class PickleInput {
  /** A hundred times what the state dictionary of a large network takes. */
  static final int MAX_BYTES = 32 << 20;

  private static final int MAX_LINE = 512;

  private final InputStream in;
  private long position;

  /**
   * Reads from a stream.
   *
   * @param in buffered; nothing beyond what is asked for is taken
   */
  PickleInput(InputStream in) {
    this.in = in;
  }

  /** Bytes read so far. */
  long position() {
    return position;
  }

  int unsignedByte() throws IOException {
    count(1);
    int value = in.read();
    if (value < 0) {
      throw cut();
    }
    return value;
  }

  /** An integer of 1 to 8 bytes, little-endian, two's complement if it has 8. */
  long integer(int width) throws IOException {
    long value = 0;
    for (int i = 0; i < width; i++) {
      value |= (long) unsignedByte() << 8 * i;
    }
    return value;
  }

  double bigEndianDouble() throws IOException {
    return ByteBuffer.wrap(bytes(Double.BYTES)).order(ByteOrder.BIG_ENDIAN).getDouble();
  }

  /** Takes memory only for what the stream really has. */
  byte[] bytes(long length) throws IOException {
    if (length < 0 || length > MAX_BYTES) {
      throw new ModelException(
          "the pickle has a piece of " + Long.toUnsignedString(length) + " bytes; too long");
    }
    count(length);
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length) {
      throw cut();
    }
    return bytes;
  }

  String utf8(long length) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(length))).toString();
    } catch (CharacterCodingException e) {
      throw new ModelException("the pickle has text that is no UTF-8; it is damaged", e);
    }
  }

  String latin1(long length) throws IOException {
    return new String(bytes(length), StandardCharsets.ISO_8859_1);
  }

  /** Up to a line feed, which is taken and not returned. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = unsignedByte(); c != '\n'; c = unsignedByte()) {
      if (line.length() == MAX_LINE) {
        throw new ModelException("the pickle has a name of more than " + MAX_LINE + " characters");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  private void count(long length) {
    position += length;
    if (position > MAX_BYTES) {
      throw new ModelException(
          "the pickle is longer than " + MAX_BYTES + " bytes; no dictionary of weights is");
    }
  }

  private static ModelException cut() {
    return new ModelException("the pickle ends in the middle; the file is cut off");
  }
}
