package org.tag2mask.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.tag2mask.runtime.image.RgbImage;

/** Golden files of the test resources, and the formula their inputs come from. */
public final class Golden {
  private Golden() {}

  /** The values of a version 1, little-endian float32 .npy file. */
  public static float[] read(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/runtime/golden/" + name + ".npy")) {
      return values(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same of a file too large to be kept here; the test is left out where it is not there. */
  public static float[] readLarge(String name) {
    Path file = Path.of("../../shared/golden/" + name + ".npy");
    assumeTrue(Files.exists(file), "no golden files beside the project");
    try {
      return values(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static float[] values(byte[] npy) {
    ByteBuffer bytes = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(10 + bytes.getShort(8));
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /** The image of the Pillow cases, 83x61. */
  public static RgbImage image() {
    return RgbImage.wrap(83, 61, bytes(read("pil_bicubic__image_hwc")));
  }

  public static byte[] bytes(float[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) (int) values[i];
    }
    return bytes;
  }

  /** Every n-th value. */
  public static float[] every(int n, float[] values) {
    float[] some = new float[(values.length + n - 1) / n];
    for (int i = 0; i < some.length; i++) {
      some[i] = values[i * n];
    }
    return some;
  }

  /** s(i) for i = 0..count-1: pseudo-random values in (-1, 1) from a hash of the name. */
  public static float[] formula(String name, int count) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    int key = (int) crc.getValue();
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      int x = i * 0x9E3779B1 + key;
      x ^= x >>> 16;
      x *= 0x7feb352d;
      x ^= x >>> 15;
      x *= 0x846ca68b;
      x ^= x >>> 16;
      values[i] = (float) ((Integer.toUnsignedLong(x) + 0.5) / 2147483648.0 - 1.0);
    }
    return values;
  }

  public static float[] relu(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(0, values[i]);
    }
    return values;
  }

  /** |a-b| <= 1e-5 * max|b| everywhere. */
  public static void assertClose(float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length, "number of values");
    double max = 0;
    for (float value : expected) {
      max = Math.max(max, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(expected[i] - actual[i]) <= 1e-5 * max)) {
        fail("value " + i + ": expected " + expected[i] + ", found " + actual[i]);
      }
    }
  }
}
