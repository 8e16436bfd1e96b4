package org.tag2mask.models.file.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.FileBytes;

/**
 * The size of a zip file's directory, which the JDK's reader loads as a whole: looked up before, so
 * that a file that is all directory takes no memory.
 */
final class ZipDirectory {
  /** Room for a hundred thousand storages with long names. */
  private static final long MAX_BYTES = 32 << 20;

  private static final int END_BYTES = 22;
  private static final int END = 0x06054b50;
  private static final int END64_LOCATOR = 0x07064b50;
  private static final int END64 = 0x06064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int END64_BYTES = 56;
  private static final int MAX_COMMENT = 0xffff;

  private ZipDirectory() {}

  /**
   * Refuses a file whose directory is too long or missing.
   *
   * @param file a zip file
   */
  static void requireModest(FileBytes file) throws IOException {
    int length = (int) Math.min(file.size(), END_BYTES + LOCATOR_BYTES + MAX_COMMENT);
    long start = file.size() - length;
    ByteBuffer tail = at(file, start, length);
    for (int end = length - END_BYTES; end >= 0; end--) {
      // the comment after the record must reach exactly to the end, or this is no record
      if (tail.getInt(end) == END
          && (tail.getShort(end + 20) & 0xffff) == length - end - END_BYTES) {
        requireModest(Integer.toUnsignedLong(tail.getInt(end + 12)), true);
        requireModest64(file, tail, end - LOCATOR_BYTES);
        return;
      }
    }
    throw new ModelException("is a zip file without its end; the file is cut off");
  }

  private static void requireModest64(FileBytes file, ByteBuffer tail, int locator)
      throws IOException {
    if (locator < 0 || tail.getInt(locator) != END64_LOCATOR) {
      return;
    }
    long position = tail.getLong(locator + 8);
    if (position < 0 || position > file.size() - END64_BYTES) {
      throw new ModelException("is a zip file with its end in a wrong place; it is damaged");
    }
    ByteBuffer end = at(file, position, END64_BYTES);
    if (end.getInt(0) == END64) {
      requireModest(end.getLong(40), false);
    }
  }

  private static void requireModest(long bytes, boolean mayBeElsewhere) {
    boolean elsewhere = mayBeElsewhere && bytes == 0xffffffffL;
    if (!elsewhere && (bytes < 0 || bytes > MAX_BYTES)) {
      throw new ModelException(
          "is a zip file with a directory of "
              + Long.toUnsignedString(bytes)
              + " bytes, expected at most "
              + MAX_BYTES
              + "; no weights file has so many entries");
    }
  }

  private static ByteBuffer at(FileBytes file, long position, int length) throws IOException {
    byte[] bytes = file.from(position).readNBytes(length);
    if (bytes.length < length) {
      throw new ModelException("shrank while it was read");
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
