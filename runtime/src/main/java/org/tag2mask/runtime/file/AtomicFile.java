package org.tag2mask.runtime.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes a whole file or nothing.
 *
 * <p>The content goes to {@code .<name>.<random>.tmp} in the same folder, is forced to the disk,
 * renamed over the target in one step, and the folder is forced too: after a crash the target holds
 * either its old content or all of the new. On any failure the temporary file is removed and the
 * target is untouched. Temporary files of a process that was killed can be told by their name
 * ({@link #isTemporary}).
 */
public final class AtomicFile {
  private static final int BUFFER_BYTES = 1 << 16;

  /** Writes the content of a file to a stream, which the caller opens and closes. */
  @FunctionalInterface
  public interface Writer {
    /**
     * Writes the content.
     *
     * @param out a buffered stream
     * @throws IOException when it cannot
     */
    void write(OutputStream out) throws IOException;
  }

  /**
   * Writes the content of a file to a channel (which may seek), opened and closed by the caller.
   */
  @FunctionalInterface
  public interface ChannelWriter {
    /**
     * Writes the content.
     *
     * @param channel a writable, seekable, empty file
     * @throws IOException when it cannot
     */
    void write(FileChannel channel) throws IOException;
  }

  /** Looks at a file that is written but not in its place yet. */
  @FunctionalInterface
  public interface Check {
    /**
     * Throws to keep the target as it was.
     *
     * @param written the whole file under its temporary name
     * @throws IOException when it cannot be read
     */
    void check(Path written) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes a file from a stream.
   *
   * @param target the file; its folder must exist
   * @param writer writes the content
   * @throws IOException when the file cannot be written; nothing half-written stays
   */
  public static void write(Path target, Writer writer) throws IOException {
    write(target, writer, written -> {});
  }

  /**
   * Writes a file from a stream, and renames it over the target only when it passed a check.
   *
   * @param target the file; its folder must exist
   * @param writer writes the content
   * @param check throws when the file is not good enough
   * @throws IOException when the file cannot be written or checked; nothing half-written stays
   */
  public static void write(Path target, Writer writer, Check check) throws IOException {
    publish(
        target,
        channel -> {
          OutputStream out =
              new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
          writer.write(out);
          out.flush();
        },
        check);
  }

  /**
   * Writes bytes.
   *
   * @param target the file; its folder must exist
   * @param content the whole content; not modified
   * @throws IOException when the file cannot be written; nothing half-written stays
   */
  public static void write(Path target, byte[] content) throws IOException {
    write(target, out -> out.write(content));
  }

  /**
   * Writes text as UTF-8.
   *
   * @param target the file; its folder must exist
   * @param content the whole content
   * @throws IOException when the file cannot be written; nothing half-written stays
   */
  public static void writeText(Path target, String content) throws IOException {
    write(target, content.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes a file through a channel.
   *
   * @param target the file; its folder must exist
   * @param writer writes the content
   * @throws IOException when the file cannot be written; nothing half-written stays
   */
  public static void writeChannel(Path target, ChannelWriter writer) throws IOException {
    publish(target, writer, written -> {});
  }

  private static void publish(Path target, ChannelWriter writer, Check check) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || target.getFileName() == null || !Files.isDirectory(folder)) {
      throw new IOException(
          "cannot write " + target + ": its folder does not exist; create " + folder + " first");
    }
    Path temporary = folder.resolve(temporaryName(target.getFileName().toString()));
    boolean moved = false;
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        writer.write(channel);
        channel.force(true);
      }
      check.check(temporary);
      move(temporary, folder.resolve(target.getFileName()));
      moved = true;
      forceFolder(folder);
    } catch (IOException e) {
      String kept = moved ? "" : "; the file is as it was before";
      throw new IOException("cannot write " + target + ": " + reason(e) + kept, e);
    } finally {
      if (!moved) {
        Files.deleteIfExists(temporary);
      }
    }
  }

  /**
   * Whether a file is the rest of a write that was killed.
   *
   * @param file a file of any folder
   * @return true when the name has the form of our temporary files
   */
  public static boolean isTemporary(Path file) {
    Path name = file.getFileName();
    return name != null && name.toString().matches("\\..+\\.[0-9a-f]{16}\\.tmp");
  }

  private static String temporaryName(String name) {
    return "." + name + "." + hex(ThreadLocalRandom.current().nextLong()) + ".tmp";
  }

  private static String hex(long value) {
    return String.format(java.util.Locale.ROOT, "%016x", value);
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      // Some network file systems cannot; replacing is the best they offer.
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void forceFolder(Path folder) throws IOException {
    if (folder.getFileSystem().getSeparator().equals("\\")) {
      return; // Windows does not open folders; its rename is durable with the file system's
      // journal.
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null
        ? e.getClass().getSimpleName()
        : e.getClass().getSimpleName() + ": " + message;
  }
}
