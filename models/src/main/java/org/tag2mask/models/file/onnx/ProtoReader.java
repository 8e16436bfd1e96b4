package org.tag2mask.models.file.onnx;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.FileBytes;

/**
 * Walks over the fields of a protocol buffer message in a file. Every length is checked against the
 * message around it before anything is read.
 */
final class ProtoReader {
  /** Wire types: how the value of a field is written. */
  static final int VARINT = 0;

  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private static final int BUFFER_BYTES = 4096;

  private final FileBytes file;
  private final long end;
  private InputStream in;
  private long position;
  private int wire;

  /**
   * A message.
   *
   * @param file where it is
   * @param start its first byte
   * @param end the byte after its last
   */
  ProtoReader(FileBytes file, long start, long end) {
    this.file = file;
    this.end = end;
    moveTo(start);
  }

  /** A message in a field of this one, of which only the tag has been read. Passes over it. */
  ProtoReader message() throws IOException {
    long length = length();
    ProtoReader inner = new ProtoReader(file, position, position + length);
    skip(length);
    return inner;
  }

  /**
   * Goes to the next field.
   *
   * @return its number, or 0 at the end of the message
   */
  int next() throws IOException {
    if (position == end) {
      return 0;
    }
    long tag = varint();
    wire = (int) (tag & 7);
    long field = tag >>> 3;
    boolean known = wire == VARINT || wire == FIXED64 || wire == BYTES || wire == FIXED32;
    if (field == 0 || field > 0x1fffffff || !known) {
      throw damaged();
    }
    return (int) field;
  }

  /** How the field is written, one of the constants. */
  int wire() {
    return wire;
  }

  /** Requires the field to be written in one way. */
  void require(int expected) {
    if (wire != expected) {
      throw damaged();
    }
  }

  /** Passes over the value of the field. */
  void skip() throws IOException {
    switch (wire) {
      case VARINT -> varint();
      case FIXED64 -> skip(Long.BYTES);
      case BYTES -> skip(length());
      default -> skip(Integer.BYTES);
    }
  }

  /** The length of the value of a {@link #BYTES} field, which lies at {@link #position()} then. */
  long length() throws IOException {
    require(BYTES);
    long length = varint();
    if (length < 0 || length > end - position) {
      throw new ModelException(
          "a field claims "
              + Long.toUnsignedString(length)
              + " bytes where "
              + (end - position)
              + " are left; the file is cut off or damaged");
    }
    return length;
  }

  /** The next byte of the file. */
  long position() {
    return position;
  }

  /** Whether the message ends here. */
  boolean atEnd() {
    return position == end;
  }

  /** A whole number of one to ten bytes. */
  long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int next = position < end ? in.read() : -1;
      if (next < 0) {
        throw new ModelException("a number ends in the middle; the file is cut off or damaged");
      }
      position++;
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw damaged();
  }

  /**
   * The text of a {@link #BYTES} field.
   *
   * @param what it is, for messages
   * @param most bytes it may have
   */
  String text(String what, int most) throws IOException {
    long length = length();
    if (length > most) {
      throw new ModelException(
          what + " has " + length + " bytes, expected at most " + most + "; the file is damaged");
    }
    byte[] bytes = in.readNBytes((int) length);
    position += bytes.length;
    if (bytes.length < length) {
      throw new ModelException("the file shrank while it was read");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Passes over bytes of the message. */
  void skip(long count) throws IOException {
    if (count > end - position) {
      throw damaged();
    }
    if (count <= BUFFER_BYTES) {
      in.skipNBytes(count);
      position += count;
    } else {
      moveTo(position + count);
    }
  }

  private void moveTo(long to) {
    position = to;
    in = new BufferedInputStream(file.from(to), BUFFER_BYTES);
  }

  private static ModelException damaged() {
    return new ModelException("the bytes are no sound ONNX model; the file is damaged");
  }
}
