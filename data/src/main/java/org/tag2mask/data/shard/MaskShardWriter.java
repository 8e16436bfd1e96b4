package org.tag2mask.data.shard;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.file.AtomicFile;

/**
 * Writes masks as tar shards {@code masks-000000.tar, masks-000001.tar, ...}, palette PNGs named
 * {@code <id>.png}, in the order they come. A shard is complete or not there. The same masks give
 * the same bytes: times and owners are zero.
 *
 * <p>WebDataset takes what stands before the first dot of a file name as the key, so ids with dots
 * in their last part are read well here and badly there.
 *
 * @param prefix beginning of the file names, such as {@code masks}
 * @param maxBytes largest shard, unless a single mask needs more
 */
public record MaskShardWriter(String prefix, long maxBytes) {

  /** {@code masks-*.tar} of at most 256 MiB. */
  public static final MaskShardWriter DEFAULT = new MaskShardWriter("masks", 256L << 20);

  private static final int BLOCK = 512;

  /** Two empty blocks. */
  private static final int END = 2 * BLOCK;

  private record Packed(TarArchiveEntry entry, byte[] png) {

    /** Bytes in the archive, at most: header, data, and the header of a long or foreign name. */
    long size() {
      int name = entry.getName().getBytes(StandardCharsets.UTF_8).length;
      boolean plain = name < 100 && name == entry.getName().length();
      long extra = plain ? 0 : 2 * BLOCK + blocks(2L * name + BLOCK);
      return extra + BLOCK + blocks(png.length);
    }

    private static long blocks(long bytes) {
      return (bytes + BLOCK - 1) / BLOCK * BLOCK;
    }
  }

  /** Checks the values. */
  public MaskShardWriter {
    if (!prefix.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*") || maxBytes < 1) {
      throw new IllegalArgumentException(
          "shards called '"
              + prefix
              + "' of "
              + maxBytes
              + " bytes: expected a plain name and a"
              + " size above 0");
    }
  }

  /**
   * Writes all masks.
   *
   * @param folder an existing folder without shards of this prefix
   * @param masks taken one by one while writing
   * @return the shards in order; none when there are no masks
   * @throws IOException when a shard cannot be written; the complete ones stay
   * @throws ShardException when the folder has such shards already
   */
  public List<Path> write(Path folder, Iterator<MaskEntry> masks) throws IOException {
    refuseOthers(folder);
    List<Path> shards = new ArrayList<>();
    Optional<Packed> next = next(masks);
    while (next.isPresent()) {
      String name = String.format(Locale.ROOT, "%s-%06d.tar", prefix, shards.size());
      Packed first = next.get();
      List<Optional<Packed>> left = new ArrayList<>();
      AtomicFile.write(folder.resolve(name), out -> left.add(fill(out, first, masks)));
      next = left.get(0);
      shards.add(folder.resolve(name));
    }
    return shards;
  }

  /** Fills one shard; returns the mask that did not fit any more. */
  private Optional<Packed> fill(OutputStream out, Packed first, Iterator<MaskEntry> masks)
      throws IOException {
    // Not closed: that would close the file before it is forced to disk.
    TarArchiveOutputStream tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
    long size = END;
    Optional<Packed> next = Optional.of(first);
    while (next.isPresent() && (size == END || size + next.get().size() <= maxBytes)) {
      Packed mask = next.get();
      size += mask.size();
      tar.putArchiveEntry(mask.entry());
      tar.write(mask.png());
      tar.closeArchiveEntry();
      next = next(masks);
    }
    tar.finish();
    return next;
  }

  private static Optional<Packed> next(Iterator<MaskEntry> masks) {
    if (!masks.hasNext()) {
      return Optional.empty();
    }
    MaskEntry mask = masks.next();
    byte[] png = PalettePng.encode(mask.labels());
    TarArchiveEntry entry = new TarArchiveEntry(mask.id() + MaskEntry.ENDING);
    entry.setSize(png.length);
    entry.setModTime(0);
    entry.setIds(0, 0);
    entry.setNames("", "");
    return Optional.of(new Packed(entry, png));
  }

  private void refuseOthers(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      Optional<Path> there =
          files
              .filter(file -> file.getFileName().toString().matches(prefix + "-[0-9]{6}\\.tar"))
              .sorted()
              .findFirst();
      if (there.isPresent()) {
        throw new ShardException(
            there.get()
                + " is there already; old and new shards would be read as one set: remove them or"
                + " choose another folder");
      }
    }
  }
}
