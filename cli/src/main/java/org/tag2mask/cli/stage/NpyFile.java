package org.tag2mask.cli.stage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

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
    StringBuilder sizes = new StringBuilder();
    for (int size : shape) {
      sizes.append(size).append(", ");
    }
    String dictionary =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (" + sizes.toString().strip() + "), }";
    int blanks = ALIGNMENT - (PREFIX + dictionary.length() + 1) % ALIGNMENT;
    String header = dictionary + " ".repeat(blanks) + "\n";
    ByteBuffer buffer =
        ByteBuffer.allocate(PREFIX + header.length() + Math.multiplyExact(values.length, 4))
            .order(ByteOrder.LITTLE_ENDIAN);
    buffer.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    buffer.put((byte) 1).put((byte) 0).putShort((short) header.length());
    buffer.put(header.getBytes(StandardCharsets.US_ASCII));
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }
}
