package org.tag2mask.models.file.torch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.models.file.DamagedFiles;
import org.tag2mask.models.file.WeightFile;
import org.tag2mask.models.file.WeightFiles;

/** Thousands of damaged files: each is read or refused with our own exception, within bounds. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MutatedTorchFilesTest {
  private static final int ROUNDS = Integer.getInteger("tag2mask.mutations", 1);

  /** The files have a few KB; readers take pieces of 64 KB. */
  private static final long MAX_ALLOCATED = 24 << 20;

  private static final String[] FILES = {
    "module.pth",
    "module_legacy.pth",
    "types.pth",
    "views_legacy.pth",
    "training.pth",
    "training_legacy.pth"
  };

  /** Operations, and numbers at the borders, to be put into pickles. */
  private static final String[] SPLICES = {
    "(",
    ")",
    "]",
    "}",
    "t",
    "s",
    "u",
    "a",
    "e",
    "R",
    "b",
    "Q",
    "0",
    "1",
    "2",
    "N",
    ".",
    "cos\nsystem\n",
    "ccollections\nOrderedDict\n",
    "h\0",
    "q\0",
    "\u0085",
    "\u0086",
    "\u0081",
    "\u0093",
    "J\u00ff\u00ff\u00ff\u00ff",
    "J\u00ff\u00ff\u00ff\u007f",
    "K\0",
    "M\u00ff\u00ff",
    "\u008a\b\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f",
    "X\u00ff\u00ff\u00ff\u007f",
    "\u0094",
    "j\0\0\0\1",
    "\u008a\0",
    "B\0\0\0\1",
    "I99999999999999999999\n"
  };

  @TempDir Path folder;

  private DamagedFiles damaged;

  @BeforeEach
  void openTheFolder() {
    damaged = new DamagedFiles(folder, MAX_ALLOCATED, MutatedTorchFilesTest::readAll);
  }

  @Test
  void everyDamagedFileIsReadSoundlyOrRefused() throws IOException {
    Random random = new Random(41);
    int tries = 3000 * ROUNDS;
    int refused = 0;
    List<byte[]> files = new ArrayList<>();
    for (String name : FILES) {
      files.add(GoldenFiles.bytes(name));
    }
    for (int i = 0; i < tries; i++) {
      refused += damaged.read(mutated(files.get(i % files.size()), random)) ? 0 : 1;
    }
    assertTrue(refused > tries / 2, "only " + refused + " of " + tries + " were refused");
    assertTrue(refused < tries, "harmless changes there must be");
  }

  @Test
  void everyDamagedPickleWithARightChecksumIsReadSoundlyOrRefused() throws IOException {
    Random random = new Random(42);
    int tries = 3000 * ROUNDS;
    int refused = 0;
    List<Map<String, byte[]>> files = new ArrayList<>();
    for (String name : List.of("module.pth", "views.pth", "training.pth")) {
      files.add(ZipBytes.entries(GoldenFiles.file(name)));
    }
    for (int i = 0; i < tries; i++) {
      ZipBytes zip = new ZipBytes();
      files
          .get(i % files.size())
          .forEach(
              (entry, bytes) ->
                  zip.stored(entry, entry.endsWith("data.pkl") ? mutated(bytes, random) : bytes));
      refused += damaged.read(zip.end()) ? 0 : 1;
    }
    assertTrue(refused > tries / 2, "only " + refused + " of " + tries + " were refused");
    assertTrue(refused < tries, "harmless changes there must be");
  }

  @Test
  void everyCutIsRefused() throws IOException {
    byte[] legacy = GoldenFiles.bytes("module_legacy.pth");
    for (int length = 0; length < legacy.length; length++) {
      assertTrue(!damaged.read(Arrays.copyOf(legacy, length)), "cut at " + length);
    }
    byte[] zip = GoldenFiles.bytes("module.pth");
    for (int length = 0; length < zip.length; length += 5) {
      assertTrue(!damaged.read(Arrays.copyOf(zip, length)), "cut at " + length);
    }
  }

  private static void readAll(Path path) {
    try (WeightFile file = WeightFiles.open(path)) {
      file.names().forEach(file::read);
    }
  }

  private static byte[] mutated(byte[] sound, Random random) {
    byte[] bytes = sound;
    for (int change = random.nextInt(3); change >= 0; change--) {
      bytes = once(bytes, random);
    }
    return bytes;
  }

  private static byte[] once(byte[] in, Random random) {
    int at = random.nextInt(in.length);
    switch (random.nextInt(5)) {
      case 0 -> {
        byte[] flipped = in.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        return flipped;
      }
      case 1 -> {
        byte[] other = in.clone();
        other[at] = (byte) new int[] {0, 1, 0x7f, 0x80, 0xff}[random.nextInt(5)];
        return other;
      }
      case 2 -> {
        return spliced(in, at, Math.min(in.length - at - 1, 1 + random.nextInt(12)), new byte[0]);
      }
      case 3 -> {
        String piece = SPLICES[random.nextInt(SPLICES.length)];
        byte[] bytes = piece.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        int removed = random.nextBoolean() ? Math.min(bytes.length, in.length - at) : 0;
        return spliced(in, at, removed, bytes);
      }
      default -> {
        int length = Math.min(in.length - at, 1 + random.nextInt(60));
        int to = random.nextInt(in.length);
        return spliced(in, to, 0, Arrays.copyOfRange(in, at, at + length));
      }
    }
  }

  private static byte[] spliced(byte[] in, int at, int removed, byte[] piece) {
    byte[] out = new byte[in.length - removed + piece.length];
    System.arraycopy(in, 0, out, 0, at);
    System.arraycopy(piece, 0, out, at, piece.length);
    System.arraycopy(in, at + removed, out, at + piece.length, in.length - at - removed);
    return out;
  }
}
