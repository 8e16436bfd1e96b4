package org.tag2mask.trainer.loss;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.tag2mask.runtime.image.LabelMap;

/** Golden arrays of the test resources, and larger ones where they lie beside the project. */
final class GoldenArrays {
  private static final Path BESIDE = Path.of("../../shared/golden");

  private GoldenArrays() {}

  /** The values of a file of the resources. */
  static float[] read(String name) throws IOException {
    try (InputStream in =
        GoldenArrays.class.getResourceAsStream("/trainer/golden/affinity/" + name + ".npy")) {
      assertNotNull(in, name);
      return values(in.readAllBytes());
    }
  }

  /** The values of a file beside the project; the test is skipped where it is not there. */
  static float[] readBeside(String path) throws IOException {
    Path file = BESIDE.resolve(path + ".npy");
    Assumptions.assumeTrue(Files.exists(file), "no golden arrays beside the project");
    return values(Files.readAllBytes(file));
  }

  /** A label map stored as numbers. */
  static LabelMap labels(String name, int side) throws IOException {
    float[] values = read(name);
    byte[] labels = new byte[values.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (int) values[i];
    }
    return LabelMap.wrap(side, side, labels);
  }

  /** Version 1 header, little-endian float32. */
  private static float[] values(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(10 + bytes.getShort(8));
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }
}
