package org.tag2mask.models.file;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of damaged files: each is read or refused with our own exception, within bounds. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileSafetensorsTest {
  /** The file has less than a KB; the first read also loads the classes of the JSON reader. */
  private static final long MAX_ALLOCATED = 4 << 20;

  private static final String[] SPLICES = {
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "-1",
    "1e9",
    "99999999999999999999",
    "null",
    "true",
    "\"a\"",
    "\"__metadata__\"",
    "\"F16\"",
    "\"shape\"",
    "\\u0000",
    "\u00ff",
    "[[[[[[[[",
    "0.5",
    "4294967296",
    "2147483647",
    "\"dtype\":\"F32\"",
    " ",
    "\n"
  };

  @TempDir Path folder;

  @Test
  void everyMutationIsReadSoundlyOrRefused() throws IOException {
    DamagedFiles files = new DamagedFiles(folder, MAX_ALLOCATED, HostileSafetensorsTest::readAll);
    byte[] sound = RawSafetensors.sound();
    Random random = new Random(20240917);
    int refused = 0;
    int tries = 6000;
    for (int i = 0; i < tries; i++) {
      byte[] mutated = sound;
      for (int change = random.nextInt(3); change >= 0; change--) {
        mutated = mutate(mutated, random);
      }
      refused += files.read(mutated) ? 0 : 1;
    }
    assertTrue(refused > tries / 2, "only " + refused + " of " + tries + " were refused");
    assertTrue(refused < tries, "some changes (names, values, metadata) are harmless");
  }

  @Test
  void everyCutIsRefused() throws IOException {
    DamagedFiles files = new DamagedFiles(folder, MAX_ALLOCATED, HostileSafetensorsTest::readAll);
    byte[] sound = RawSafetensors.sound();
    for (int length = 0; length < sound.length; length++) {
      assertTrue(!files.read(Arrays.copyOf(sound, length)), "cut at " + length);
    }
  }

  private static void readAll(Path path) {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      for (String name : file.names()) {
        if (file.entries().get(name).type().readable()) {
          file.read(name);
        }
      }
    }
  }

  private static byte[] mutate(byte[] in, Random random) {
    int at = random.nextInt(in.length);
    switch (random.nextInt(4)) {
      case 0 -> {
        byte[] flipped = in.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        return flipped;
      }
      case 1 -> {
        int length = Math.min(in.length - at, 1 + random.nextInt(12));
        return splice(in, at, length, new byte[0], random);
      }
      case 2 -> {
        String piece = SPLICES[random.nextInt(SPLICES.length)];
        return splice(in, at, random.nextInt(2), piece.getBytes(StandardCharsets.UTF_8), random);
      }
      default -> {
        int length = Math.min(in.length - at, 1 + random.nextInt(60));
        return splice(in, at, 0, Arrays.copyOfRange(in, at, at + length), random);
      }
    }
  }

  /** Replaces bytes; mostly corrects the header's length, so that the damage lies deeper. */
  private static byte[] splice(byte[] in, int at, int removed, byte[] piece, Random random) {
    int kept = Math.min(removed, in.length - at);
    byte[] out = new byte[in.length - kept + piece.length];
    System.arraycopy(in, 0, out, 0, at);
    System.arraycopy(piece, 0, out, at, piece.length);
    System.arraycopy(in, at + kept, out, at + piece.length, in.length - at - kept);
    if (at >= 8 && out.length > 8 && random.nextInt(4) > 0) {
      int length = (out[0] & 0xff) + piece.length - kept;
      out[0] = (byte) length;
      out[1] = (byte) (out[1] + (length >> 8));
    }
    return out.length == 0 ? in : out;
  }
}
