package org.tag2mask.models.file.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.models.ModelException;

/** Zip files that lie about what is in them. */
class HostileZipTest {
  private static final byte[] WEIGHTS = weights("0", 2);

  @TempDir Path folder;

  @Test
  void namesThatLeaveTheirFolderAreRefused() throws IOException {
    for (String name :
        new String[] {"../evil", "a/../../evil", "/etc/evil", "a\\..\\evil", "C:/evil", "a/.."}) {
      byte[] zip = new ZipBytes().stored("a/data.pkl", WEIGHTS).stored(name, new byte[8]).end();
      String message = refused(zip);
      assertTrue(message.contains("that leaves its folder; it was tampered with"), message);
    }
    assertFalse(Files.exists(folder.getParent().resolve("evil")));
  }

  @Test
  void aStorageKeyCannotLeadElsewhere() throws IOException {
    byte[] zip =
        new ZipBytes()
            .stored("a/data.pkl", weights("../data.pkl", 2))
            .stored("a/data/0", new byte[8])
            .end();
    assertTrue(refused(zip).contains("lacks the entry 'a/data/../data.pkl'"));
  }

  @Test
  void aZipBombIsRefusedBeforeItIsUnpacked() throws IOException {
    byte[] zeros = new byte[64 << 20];
    byte[] zip =
        new ZipBytes()
            .deflated("a/data.pkl", weights("0", zeros.length / 4))
            .deflated("a/data/0", zeros)
            .end();
    assertTrue(zip.length < 100_000);
    assertTrue(refused(zip).contains("a zip bomb, and nothing was unpacked"));
  }

  @Test
  void anEntryThatUnpacksToMoreThanItClaimsIsRefused() throws IOException {
    byte[] zip =
        new ZipBytes().stored("a/data.pkl", WEIGHTS).deflated("a/data/0", new byte[500_000]).end();
    int claim = indexOf(zip, 500_000, directory(zip));
    ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).putInt(claim, 8);
    Path path = Files.write(folder.resolve("more.pth"), zip);
    try (TorchFile file = TorchFile.open(path)) {
      String message = assertThrows(ModelException.class, () -> file.read("w")).getMessage();
      assertTrue(message.contains("unpacks to more than it claims"), message);
    }
  }

  @Test
  void twoEntriesOfOneNameAreRefused() throws IOException {
    byte[] zip =
        new ZipBytes()
            .stored("a/data.pkl", WEIGHTS)
            .stored("a/data/0", new byte[8])
            .stored("a/data/1", new byte[8])
            .end();
    String renamed = new String(zip, StandardCharsets.ISO_8859_1).replace("data/1", "data/0");
    String message = refused(renamed.getBytes(StandardCharsets.ISO_8859_1));
    assertTrue(message.contains("has two entries 'a/data/0'; it was tampered with"), message);
  }

  @Test
  void twoPicklesAndNoPickleAreRefused() throws IOException {
    byte[] two = new ZipBytes().stored("a/data.pkl", WEIGHTS).stored("b/data.pkl", WEIGHTS).end();
    assertTrue(refused(two).contains("has several pickles: [a/data.pkl, b/data.pkl]"));
    byte[] none = new ZipBytes().stored("weights.pth", WEIGHTS).end();
    String message = refused(none);
    assertTrue(message.contains("not of torch.save"), message);
    assertTrue(message.contains("it has [weights.pth]; if the weights are inside"), message);
    byte[] arrays = new ZipBytes().stored("w.npy", WEIGHTS).end();
    assertTrue(refused(arrays).contains("a NumPy archive"));
    byte[] script = new ZipBytes().stored("a/data.pkl", WEIGHTS).stored("a/code/x", WEIGHTS).end();
    assertTrue(refused(script).contains("torch.jit.load(FILE).state_dict()"));
  }

  @Test
  void everyFlippedBitOfTheValuesIsFoundByTheChecksum() throws IOException {
    byte[] zip = ZipBytes.torch(WEIGHTS, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    int values = new String(zip, StandardCharsets.ISO_8859_1).indexOf("\1\2\3\4\5\6\7\b");
    for (int bit = 0; bit < 64; bit++) {
      byte[] flipped = zip.clone();
      flipped[values + bit / 8] ^= (byte) (1 << bit % 8);
      Path path = Files.write(folder.resolve("flipped.pth"), flipped);
      try (TorchFile file = TorchFile.open(path)) {
        String message = assertThrows(ModelException.class, () -> file.read("w")).getMessage();
        assertTrue(message.contains("does not have its checksum"), message);
      }
    }
  }

  @Test
  void aHugeDirectoryIsRefusedWithoutReadingIt() throws IOException {
    byte[] zip = ZipBytes.torch(WEIGHTS, new byte[8]);
    ByteBuffer end = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    end.putInt(zip.length - 22 + 12, 2_000_000_000);
    String message = refused(zip);
    assertTrue(message.contains("a directory of 2000000000 bytes"), message);
  }

  @Test
  void aCutZipFileIsRefused() throws IOException {
    byte[] zip = GoldenFiles.bytes("views.pth");
    for (int length = 2; length < zip.length; length += 7) {
      refused(java.util.Arrays.copyOf(zip, length));
    }
    assertEquals(
        folder.resolve("hostile.pth") + ": is a zip file without its end; the file is cut off",
        refused(java.util.Arrays.copyOf(zip, zip.length / 2)));
  }

  private String refused(byte[] content) throws IOException {
    Path path = Files.write(folder.resolve("hostile.pth"), content);
    String message =
        assertThrows(ModelException.class, () -> TorchFile.open(path).close()).getMessage();
    assertTrue(message.startsWith(path.toString()), message);
    return message;
  }

  private static byte[] weights(String key, long elements) {
    long[] shape = {elements};
    return new PickleBytes()
        .op('}')
        .text("w")
        .tensor(key, elements, 0, shape, new long[] {1})
        .op('s')
        .end();
  }

  private static int directory(byte[] zip) {
    return ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).getInt(zip.length - 22 + 16);
  }

  private static int indexOf(byte[] in, int value, int from) {
    ByteBuffer bytes = ByteBuffer.wrap(in).order(ByteOrder.LITTLE_ENDIAN);
    int at = from;
    while (bytes.getInt(at) != value) {
      at++;
    }
    return at;
  }
}
