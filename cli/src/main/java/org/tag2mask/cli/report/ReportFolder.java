package org.tag2mask.cli.report;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tag2mask.runtime.file.AtomicFile;

/**
 * The folder of a report on disk, such that {@code index.html} is at any moment a whole report, the
 * old or the new one.
 *
 * <p>Pictures go to a new folder aside, which is renamed to {@code images-<hash of its content>};
 * then the page that refers to it replaces the old page in one step; then the pictures of the old
 * one are removed. Nothing else in the folder is touched, whatever the user keeps there.
 */
final class ReportFolder implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ReportFolder.class.getName());
  private static final Pattern PICTURES = Pattern.compile("images-[0-9a-f]{12}");

  private final Path folder;
  private final Path aside;
  private final MessageDigest hash;
  private Path sealed;
  private boolean shared;
  private boolean published;

  private ReportFolder(Path folder, Path aside, MessageDigest hash) {
    this.folder = folder;
    this.aside = aside;
    this.hash = hash;
  }

  /**
   * Begins a report.
   *
   * @param folder made when it does not exist
   * @throws IOException when it cannot be written to
   */
  static ReportFolder open(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Path left : leftovers(folder)) {
      delete(left);
    }
    long random = ThreadLocalRandom.current().nextLong();
    Path aside = folder.resolve(".images." + HexFormat.of().toHexDigits(random) + ".tmp");
    Files.createDirectory(aside);
    try {
      return new ReportFolder(folder, aside, MessageDigest.getInstance("SHA-256"));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Writes a picture.
   *
   * @param name a plain file name
   * @param content the file
   */
  void add(String name, byte[] content) throws IOException {
    hash.update(name.getBytes(StandardCharsets.UTF_8));
    hash.update(content);
    try (FileChannel file =
        FileChannel.open(
            aside.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      // file.force(false);
    }
  }

  /**
   * Gives the pictures their final place.
   *
   * @return the name of their folder, relative to the page
   */
  String seal() throws IOException {
    String name = "images-" + HexFormat.of().formatHex(hash.digest(), 0, 6);
    Path target = folder.resolve(name);
    shared = Files.exists(target);
    delete(target); // The same content by name, but perhaps damaged since.
    Files.move(aside, target);
    sealed = target;
    return name;
  }

  /**
   * Puts the texts beside the pictures, the page last, and removes what older pages used.
   *
   * @param csv the table
   * @param page the page
   * @return the page's file
   */
  Path publish(String csv, String page) throws IOException {
    Path index = folder.resolve("index.html");
    AtomicFile.writeText(folder.resolve("images.csv"), csv);
    AtomicFile.writeText(index, page);
    published = true;
    try {
      for (Path old : oldPictures()) {
        delete(old);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the report is written, but older pictures stay: {0}", e.toString());
    }
    return index;
  }

  private List<Path> oldPictures() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> PICTURES.matcher(file.getFileName().toString()).matches())
          .filter(file -> !file.equals(sealed))
          .toList();
    }
  }

  /** Removes what was written unless it was published. */
  @Override
  public void close() throws IOException {
    delete(aside);
    if (!published && sealed != null && !shared) {
      delete(sealed);
    }
  }

  /** Folders of reports that were killed while they were written. */
  private static List<Path> leftovers(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(
              path -> path.getFileName().toString().matches("\\.images\\.[0-9a-f]+\\.tmp"))
          .toList();
    }
  }

  /** Deletes a folder of pictures, which has no folders inside; a link is never followed. */
  private static void delete(Path pictures) throws IOException {
    if (!Files.isDirectory(pictures, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> list = Files.list(pictures)) {
      files = list.toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
    Files.delete(pictures);
  }
}
