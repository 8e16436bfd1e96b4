package org.tag2mask.models.file.mxnet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.DamagedFiles;
import org.tag2mask.models.file.StoredType;
import org.tag2mask.models.params.Tensor;

/** Lists packed by a script of their own, sound and damaged. */
class MxnetFileTest {
  private static final int FIRST_ARRAY = 24;

  /** The file has less than a KB; readers take pieces of 64 KB. */
  private static final long MAX_ALLOCATED = 4 << 20;

  @TempDir Path folder;

  static Path golden(String name) {
    try {
      return Path.of(MxnetFileTest.class.getResource("/models/golden/mxnet/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void readsArraysOfEveryVersionAndType() {
    try (MxnetFile file = MxnetFile.open(golden("versions.params"))) {
      assertEquals(
          List.of(
              "before_weight",
              "one_weight",
              "two_gamma",
              "two_moving_mean",
              "three_scalar",
              "half_weight",
              "double_weight",
              "unmarked"),
          List.copyOf(file.names()));
      assertEquals(tensor(file, 2, 3, 0.5f, 1, 1.5f, 2, 2.5f, 3), file.read("before_weight"));
      assertEquals(tensor(file, 2, 2, -1, -2, -3, -4), file.read("one_weight"));
      assertArrayEquals(new float[] {0.25f, 0.5f, 0.75f}, file.read("two_gamma").values());
      assertArrayEquals(new float[] {1e-3f, -1e30f, 0.1f}, file.read("two_moving_mean").values());
      assertEquals(new Tensor(new int[0], new float[] {7}), file.read("three_scalar"));
      assertArrayEquals(new float[] {0.33325195f, -65504}, file.read("half_weight").values());
      assertArrayEquals(new float[] {0.1f}, file.read("double_weight").values());
      assertArrayEquals(new int[] {1, 1, 1, 1}, file.shape("unmarked"));
      assertEquals(StoredType.F16, file.type("half_weight"));
      assertEquals(Map.of("count", "array of type I32"), file.skipped());
    }
  }

  private static Tensor tensor(MxnetFile file, int rows, int columns, float... values) {
    return new Tensor(new int[] {rows, columns}, values);
  }

  @Test
  void refusesSizesThatTheFileCannotHave() throws IOException {
    assertTrue(refused(16, 8, -1).contains("claims to have 18446744073709551615 arrays"));
    assertTrue(refused(16, 8, 1L << 40).contains("claims to have 1099511627776 arrays"));
    assertTrue(refused(FIRST_ARRAY, 4, 1000).contains("array 0 has 1000 axes"));
    assertTrue(refused(FIRST_ARRAY, 4, 0).contains("array 0 was saved without values"));
    String message = refused(FIRST_ARRAY + 4, 4, 0x7fffffff);
    assertTrue(message.contains("array 0 of shape [2147483647, 3] ends beyond the file"), message);
    assertTrue(refused(FIRST_ARRAY + 4, 4, 0xffffffffL).contains("has a size of 4294967295"));
    assertTrue(refused(FIRST_ARRAY + 20, 4, 99).contains("unknown element type 99"));
  }

  @Test
  void refusesSparseArraysAndListsWithoutNames() throws IOException {
    byte[] bytes = Files.readAllBytes(golden("versions.params"));
    byte[] magic = {(byte) 0xc9, (byte) 0xfa, (byte) 0x93, (byte) 0xf9};
    int at = 0;
    while (!Arrays.equals(Arrays.copyOfRange(bytes, at, at + 4), magic)) {
      at++;
    }
    assertTrue(refused(at + 4, 4, 1).contains("array 2 is sparse"));
    byte[] empty = new byte[32];
    empty[0] = 0x12;
    empty[1] = 1;
    empty[24] = 3;
    Path path = Files.write(folder.resolve("nameless.params"), empty);
    String message = assertThrows(ModelException.class, () -> MxnetFile.open(path)).getMessage();
    assertTrue(message.contains("has 0 arrays and 3 names"), message);
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void everyDamagedFileIsReadSoundlyOrRefused() throws IOException {
    DamagedFiles files = new DamagedFiles(folder, MAX_ALLOCATED, MxnetFileTest::readAll);
    byte[] sound = Files.readAllBytes(golden("versions.params"));
    Random random = new Random(43);
    int tries = 5000;
    int refused = 0;
    for (int i = 0; i < tries; i++) {
      byte[] bytes = sound.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        int at = random.nextInt(bytes.length);
        bytes[at] =
            random.nextBoolean()
                ? (byte) (bytes[at] ^ 1 << random.nextInt(8))
                : (byte) new int[] {0, 1, 0x7f, 0x80, 0xff}[random.nextInt(5)];
      }
      refused += files.read(bytes) ? 0 : 1;
    }
    assertTrue(refused > tries / 4, "only " + refused + " of " + tries + " were refused");
    assertTrue(refused < tries, "changed values are no damage that could be seen");
    for (int length = 0; length < sound.length; length++) {
      assertTrue(!files.read(Arrays.copyOf(sound, length)), "cut at " + length);
    }
  }

  private static void readAll(Path path) {
    try (MxnetFile file = MxnetFile.open(path)) {
      file.names().forEach(file::read);
    }
  }

  private String refused(int at, int width, long value) throws IOException {
    byte[] bytes = Files.readAllBytes(golden("versions.params"));
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (width == 8) {
      buffer.putLong(at, value);
    } else {
      buffer.putInt(at, (int) value);
    }
    Path path = Files.write(folder.resolve("hostile.params"), bytes);
    String message = assertThrows(ModelException.class, () -> MxnetFile.open(path)).getMessage();
    assertTrue(message.startsWith(path.toString()), message);
    return message;
  }
}
