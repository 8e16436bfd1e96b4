package org.tag2mask.data.shard;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.data.png.PalettePng;

/**
 * Reads the masks of a shard, ours or another's: plain tar with {@code <id>.png} entries. Entries
 * with other endings are passed over; links and names that would leave a folder are refused.
 */
public final class MaskShards {

  private MaskShards() {}

  /**
   * Reads a shard from front to back.
   *
   * @param shard the tar file
   * @param limits the largest mask
   * @param each is given every mask in order
   * @throws ShardException when the file is missing, cut off or no tar, or has an unsafe entry
   * @throws org.tag2mask.data.image.ImageException when a mask is broken or too large
   */
  public static void read(Path shard, ImageLimits limits, Consumer<MaskEntry> each) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(shard));
        TarArchiveInputStream tar = new TarArchiveInputStream(in, StandardCharsets.UTF_8.name())) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        check(entry, shard);
        if (entry.isFile() && entry.getName().endsWith(MaskEntry.ENDING)) {
          each.accept(mask(tar, entry, shard, limits));
        }
      }
    } catch (NoSuchFileException e) {
      throw new ShardException("shard " + shard + " does not exist", e);
    } catch (IOException e) {
      throw new ShardException(
          "shard " + shard + " is no complete tar file: " + e.getMessage() + "; get it again", e);
    }
  }

  private static MaskEntry mask(
      TarArchiveInputStream tar, TarArchiveEntry entry, Path shard, ImageLimits limits)
      throws IOException {
    String place = shard + "!" + entry.getName();
    limits.checkBytes(place, entry.getSize());
    byte[] png = tar.readNBytes((int) entry.getSize());
    if (png.length != entry.getSize()) {
      throw new IOException("it ends inside " + entry.getName());
    }
    String name = entry.getName();
    return new MaskEntry(
        name.substring(0, name.length() - MaskEntry.ENDING.length()),
        PalettePng.decode(png, place, limits));
  }

  private static void check(TarArchiveEntry entry, Path shard) {
    String name = entry.getName().replaceFirst("/$", "");
    if (entry.isLink() || entry.isSymbolicLink() || !MaskEntry.isSafe(name)) {
      throw new ShardException(
          "shard "
              + shard
              + ": entry '"
              + entry.getName()
              + "' is a link or leaves the folder; masks are plain files below it");
    }
  }
}
