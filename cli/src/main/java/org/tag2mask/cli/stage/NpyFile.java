package org.tag2mask.cli.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tag2mask.runtime.Tag2MaskException;

/** Arrays in NumPy's file format 1.0. */
final class NpyFile {
  private static final int ALIGNMENT = 64;
  private static final int PREFIX = 10;

  private NpyFile() {}

  /**
   * The bytes of a float32 array in C order.
   *
   * @param values not modified
   * @param shape its product is the number of values
   */
  static byte[] encode(float[] values, int... shape) {
    ByteBuffer buffer = headed("<f4", shape, Math.multiplyExact(values.length, Float.BYTES));
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  /**
   * The bytes of a uint8 array in C order.
   *
   * @param values not modified
   * @param shape its product is the number of values
   */
  static byte[] encode(byte[] values, int... shape) {
    return headed("|u1", shape, values.length).put(values).array();
  }

  /** A buffer for a whole file, positioned behind its header. */
  private static ByteBuffer headed(String type, int[] shape, int bytes) {
    StringBuilder sizes = new StringBuilder();
    for (int size : shape) {
      sizes.append(size).append(", ");
    }
    String dictionary =
        "{'descr': '"
            + type
            + "', 'fortran_order': False, 'shape': ("
            + sizes.toString().strip()
            + "), }";
    int blanks = ALIGNMENT - (PREFIX + dictionary.length() + 1) % ALIGNMENT;
    String header = dictionary + " ".repeat(blanks) + "\n";
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.addExact(PREFIX + header.length(), bytes))
            .order(ByteOrder.LITTLE_ENDIAN);
    buffer.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    buffer.put((byte) 1).put((byte) 0).putShort((short) header.length());
    return buffer.put(header.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * An array read from a file.
   *
   * @param shape its sizes
   * @param values in C order
   */
  record Array(int[] shape, float[] values) {}

  /**
   * Reads a float32 or float64 array in C order.
   *
   * @param file of format 1, 2 or 3
   * @throws IOException when it cannot be read
   * @throws Tag2MaskException when it is no such file, is cut, or holds another type
   */
  static Array read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.limit() < PREFIX + 2
        || bytes.get(0) != (byte) 0x93
        || !"NUMPY".equals(new String(bytes.array(), 1, 5, StandardCharsets.US_ASCII))) {
      throw new Tag2MaskException(file + " is no NumPy file; expected one written by numpy.save");
    }
    boolean wide = bytes.get(6) > 1;
    long length = wide ? Integer.toUnsignedLong(bytes.getInt(8)) : bytes.getShort(8) & 0xffff;
    long start = (wide ? 12 : 10) + length;
    if (start > bytes.limit()) {
      throw new Tag2MaskException(file + " is cut off within its header");
    }
    String header =
        new String(bytes.array(), wide ? 12 : 10, (int) length, StandardCharsets.US_ASCII);
    Matcher sizes = Pattern.compile("'shape': \\(([0-9, ]*)\\)").matcher(header);
    boolean single = header.contains("'descr': '<f4'");
    if (!sizes.find()
        || !(single || header.contains("'descr': '<f8'"))
        || !header.contains("'fortran_order': False")) {
      throw new Tag2MaskException(
          file + " holds " + header.strip() + ", expected '<f4' or '<f8' in C order");
    }
    int[] shape =
        Arrays.stream(sizes.group(1).split(","))
            .map(String::strip)
            .filter(size -> !size.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    long count = 1;
    for (int size : shape) {
      count = Math.multiplyExact(count, (long) size);
    }
    int width = single ? Float.BYTES : Double.BYTES;
    if (count * width != bytes.limit() - start) {
      throw new Tag2MaskException(
          file
              + " promises "
              + count
              + " values but holds "
              + (bytes.limit() - start) / width
              + "; it is cut or damaged");
    }
    float[] values = new float[(int) count];
    bytes.position((int) start);
    for (int i = 0; i < values.length; i++) {
      values[i] = single ? bytes.getFloat() : (float) bytes.getDouble();
    }
    return new Array(shape, values);
  }
}
