package org.tag2mask.crf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A golden array: float32 or uint8, C order. */
record Npy(int[] shape, float[] floats, byte[] bytes) {

  static Npy golden(String name) {
    String path = "/crf/golden/" + name + ".npy";
    try (InputStream in = Npy.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("test resource " + path + " is missing");
      }
      return read(in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException(path, e);
    }
  }

  int dim(int i) {
    return shape[i];
  }

  private static Npy read(byte[] file) {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = buffer.getShort(8);
    String header = new String(file, 10, headerLength, StandardCharsets.US_ASCII);
    Matcher dims = Pattern.compile("'shape': \\(([^)]*)\\)").matcher(header);
    if (!dims.find() || header.contains("'fortran_order': True")) {
      throw new IllegalStateException("unexpected header " + header);
    }
    int[] shape =
        Arrays.stream(dims.group(1).split(","))
            .map(String::trim)
            .filter(s -> !s.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    int size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    int start = 10 + headerLength;
    if (header.contains("|u1")) {
      return new Npy(shape, null, Arrays.copyOfRange(file, start, start + size));
    }
    float[] values = new float[size];
    buffer.position(start).order(ByteOrder.LITTLE_ENDIAN);
    buffer.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return new Npy(shape, values, null);
  }
}
