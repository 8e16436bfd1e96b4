package org.tag2mask.data.shard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.image.ImageException;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.image.LabelMap;

class MaskShardsTest {

  private static final int BLOCK = 512;

  @TempDir Path folder;

  private static MaskEntry mask(String id, int label) {
    return new MaskEntry(id, LabelMap.filled(7, 5, label));
  }

  private static List<MaskEntry> masks(int count) {
    return IntStream.range(0, count).mapToObj(i -> mask("img_" + i, i % 256)).toList();
  }

  private static List<MaskEntry> read(List<Path> shards) {
    List<MaskEntry> all = new ArrayList<>();
    shards.forEach(shard -> MaskShards.read(shard, ImageLimits.DEFAULT, all::add));
    return all;
  }

  @Test
  void masksComeBackInOrder() throws IOException {
    List<MaskEntry> masks = new ArrayList<>(masks(20));
    masks.add(mask("n01/n01_7", 3));
    masks.add(mask("long/" + "x".repeat(150), 4));
    masks.add(mask("größe_日本", 5));
    List<Path> shards = MaskShardWriter.DEFAULT.write(folder, masks.iterator());
    assertEquals(List.of(folder.resolve("masks-000000.tar")), shards);
    assertEquals(masks, read(shards));
  }

  @Test
  void aShardIsNotLargerThanItsLimit() throws IOException {
    // A mask of this size (its palette, mostly) takes a block of header and two of data; the end of
    // an archive takes two.
    MaskShardWriter writer = new MaskShardWriter("part", 3 * 3 * BLOCK + 2 * BLOCK);
    List<Path> shards = writer.write(folder, masks(8).iterator());
    assertEquals(
        List.of("part-000000.tar", "part-000001.tar", "part-000002.tar"),
        shards.stream().map(shard -> shard.getFileName().toString()).toList());
    for (Path shard : shards) {
      assertTrue(Files.size(shard) <= writer.maxBytes(), shard + ": " + Files.size(shard));
    }
    assertEquals(masks(8), read(shards));
    assertEquals(3, read(shards.subList(0, 1)).size());
    assertEquals(2, read(shards.subList(2, 3)).size());
  }

  @Test
  void longNamesCountInTheLimit() throws IOException {
    List<MaskEntry> masks =
        IntStream.range(0, 10).mapToObj(i -> mask("d" + i + "/" + "é".repeat(90), i)).toList();
    MaskShardWriter writer = new MaskShardWriter("m", 10_000);
    List<Path> shards = writer.write(folder, masks.iterator());
    assertEquals(masks, read(shards));
    for (Path shard : shards) {
      assertTrue(Files.size(shard) <= writer.maxBytes(), shard + ": " + Files.size(shard));
    }
  }

  @Test
  void aMaskLargerThanTheLimitGetsAShardOfItsOwn() throws IOException {
    List<Path> shards = new MaskShardWriter("m", 1).write(folder, masks(3).iterator());
    assertEquals(3, shards.size());
    assertEquals(masks(3), read(shards));
  }

  @Test
  void theSameMasksGiveTheSameBytes() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Path one = MaskShardWriter.DEFAULT.write(folder, masks(5).iterator()).get(0);
    Path two = MaskShardWriter.DEFAULT.write(other, masks(5).iterator()).get(0);
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(two));
  }

  @Test
  void noMasksAreNoShard() throws IOException {
    assertEquals(List.of(), MaskShardWriter.DEFAULT.write(folder, List.<MaskEntry>of().iterator()));
  }

  @Test
  void aFaultLeavesOnlyCompleteShards() throws IOException {
    Iterator<MaskEntry> broken =
        IntStream.range(0, 9)
            .mapToObj(
                i -> {
                  if (i == 7) {
                    throw new IllegalStateException("mask 7 is broken");
                  }
                  return mask("img_" + i, i);
                })
            .iterator();
    MaskShardWriter writer = new MaskShardWriter("m", 3 * 3 * BLOCK + 2 * BLOCK);
    assertThrows(IllegalStateException.class, () -> writer.write(folder, broken));
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> left = files.sorted().toList();
      assertEquals(2, left.size());
      assertEquals(masks(6), read(left));
    }
  }

  @Test
  void oldShardsAreNotMixedWithNewOnes() throws IOException {
    MaskShardWriter.DEFAULT.write(folder, masks(1).iterator());
    String message =
        assertThrows(
                ShardException.class,
                () -> MaskShardWriter.DEFAULT.write(folder, masks(1).iterator()))
            .getMessage();
    assertTrue(message.contains("masks-000000.tar is there already"), message);
  }

  @Test
  void idsThatLeaveTheFolderAreRefused() {
    for (String id : List.of("../a", "/a", "a/../b", "a//b", "", "c:\\a", "a\\b", ".", "a/./b")) {
      assertThrows(ShardException.class, () -> mask(id, 1), id);
    }
  }

  /** A tar made by someone else. */
  private Path tar(TarArchiveEntry entry, byte[] content) throws IOException {
    Path file = folder.resolve("foreign.tar");
    try (OutputStream out = Files.newOutputStream(file);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      TarArchiveEntry note = new TarArchiveEntry("note.json");
      note.setSize(2);
      tar.putArchiveEntry(note);
      tar.write("{}".getBytes(StandardCharsets.UTF_8));
      tar.closeArchiveEntry();
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return file;
  }

  @Test
  void foreignShardsAreReadAndTheirOtherFilesPassedOver() throws IOException {
    byte[] png = PalettePng.encode(LabelMap.filled(3, 2, 9));
    assertEquals(
        List.of(new MaskEntry("x/y", LabelMap.filled(3, 2, 9))),
        read(List.of(tar(new TarArchiveEntry("x/y.png"), png))));
  }

  @Test
  void hostileEntriesAreRefused() throws IOException {
    TarArchiveEntry link = new TarArchiveEntry("a.png", TarConstants.LF_SYMLINK);
    link.setLinkName("/etc/passwd");
    TarArchiveEntry absolute = new TarArchiveEntry("/tmp/a.png", true);
    TarArchiveEntry above = new TarArchiveEntry("x/../../a.png");
    for (TarArchiveEntry entry : List.of(link, absolute, above)) {
      Path shard = tar(entry, new byte[0]);
      String message = assertThrows(ShardException.class, () -> read(List.of(shard))).getMessage();
      assertTrue(message.contains("is a link or leaves the folder"), message);
    }
  }

  @Test
  void aShardCutOffAnywhereIsRefusedOrHasFewerMasks() throws IOException {
    Path shard = MaskShardWriter.DEFAULT.write(folder, masks(3).iterator()).get(0);
    byte[] whole = Files.readAllBytes(shard);
    int refused = 0;
    for (int length = 1; length < whole.length; length += 97) {
      Path cut = folder.resolve("cut.tar");
      Files.write(cut, Arrays.copyOf(whole, length));
      List<MaskEntry> got = new ArrayList<>();
      try {
        MaskShards.read(cut, ImageLimits.DEFAULT, got::add);
      } catch (ShardException e) {
        assertTrue(e.getMessage().contains("no complete tar file"), e.getMessage());
        refused++;
      }
      assertEquals(masks(3).subList(0, got.size()), got);
    }
    assertTrue(refused > whole.length / 97 / 2, refused + " refused");
  }

  @Test
  void aMaskBeyondTheLimitsIsRefused() throws IOException {
    Path shard = tar(new TarArchiveEntry("a.png"), PalettePng.encode(LabelMap.filled(9, 9, 1)));
    ImageException e =
        assertThrows(
            ImageException.class,
            () -> MaskShards.read(shard, new ImageLimits(80, 1_000_000), mask -> {}));
    assertEquals(ImageException.Kind.TOO_LARGE, e.kind());
    assertThrows(
        ImageException.class, () -> MaskShards.read(shard, new ImageLimits(800, 100), mask -> {}));
    assertThrows(
        ShardException.class,
        () -> MaskShards.read(folder.resolve("none.tar"), ImageLimits.DEFAULT, mask -> {}));
  }
}
