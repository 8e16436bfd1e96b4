package org.tag2mask.batch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tag2mask.runtime.file.AtomicFile;

/**
 * The layout of a mask folder:
 *
 * <pre>
 *   ID.png         palette PNG, 255 = ignore; an id n01/img_7 lies in the sub-folder n01
 *   ID.conf.png    confidence as 8-bit grey, when asked for
 *   ID.SOMETHING   further files of an image, when asked for
 *   ledger.jsonl   one line an image
 *   run.json       what all masks have in common
 *   .lock          held by the process that writes here
 * </pre>
 *
 * @param root the folder
 */
public record MaskFolder(Path root) {
  private static final String MASK = ".png";
  private static final String CONFIDENCE = ".conf.png";
  private static final String LOCK = ".lock";

  /**
   * The mask of an image.
   *
   * @param id the image's id
   * @return its file
   * @throws UnsafeIdException when the id cannot be a file below this folder
   */
  public Path mask(String id) {
    return root.resolve(checked(id) + MASK);
  }

  /**
   * The confidence map of an image.
   *
   * @param id the image's id
   * @return its file
   * @throws UnsafeIdException when the id cannot be a file below this folder
   */
  public Path confidence(String id) {
    return root.resolve(checked(id) + CONFIDENCE);
  }

  /**
   * A further file of an image.
   *
   * @param id the image's id
   * @param ending what follows the id, such as {@code .overlay.jpg}
   * @return its file
   * @throws UnsafeIdException when the id cannot be a file below this folder
   */
  public Path further(String id, String ending) {
    return root.resolve(checked(id) + ending);
  }

  /**
   * The ledger.
   *
   * @return {@code ledger.jsonl}
   */
  public Path ledger() {
    return root.resolve("ledger.jsonl");
  }

  /**
   * What all masks have in common.
   *
   * @return {@code run.json}
   */
  public Path run() {
    return root.resolve("run.json");
  }

  private static String checked(String id) {
    fault(id)
        .ifPresent(
            fault -> {
              throw new UnsafeIdException(
                  "image id '"
                      + id
                      + "' "
                      + fault
                      + "; expected a relative name such as 'img_7' or 'n01/img_7': rename the image"
                      + " or correct the list");
            });
    return id;
  }

  private static Optional<String> fault(String id) {
    if (id.isBlank()) {
      return Optional.of("is empty");
    }
    if (id.chars().anyMatch(c -> c < ' ' || c == '\\' || c == ':')) {
      return Optional.of("has a control character, backslash or colon");
    }
    for (String part : id.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return Optional.of("would leave the mask folder or has an empty part");
      }
    }
    // The mask of "a.conf" and the confidence of "a" would be one file.
    return id.endsWith(".conf") ? Optional.of("ends with the reserved '.conf'") : Optional.empty();
  }

  /**
   * Takes the folder for this process, making it if need be.
   *
   * @return the lock, for {@link #unlock}; the system frees it when the process dies
   * @throws BatchException when another process writes here or the folder cannot be written
   */
  Closeable lock() {
    FileChannel channel = null;
    try {
      Files.createDirectories(root);
      channel =
          FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Another job of this process: said below.
    } catch (IOException e) {
      unlock(channel);
      throw new BatchException(
          "cannot write to the mask folder "
              + root
              + " ("
              + e
              + "); expected a folder that this user may write: check its rights and the disk",
          e);
    }
    unlock(channel);
    throw new BatchException(
        "another process is writing masks to "
            + root
            + "; wait for it, or choose another --out folder");
  }

  void unlock(Closeable lock) {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        throw new BatchException("cannot free the lock of " + root + ": " + e, e);
      }
    }
  }

  /** Files that were being written when a process was killed. */
  void removeTemporaries() throws IOException {
    List<Path> left;
    try (Stream<Path> files = Files.walk(root)) {
      left = files.filter(AtomicFile::isTemporary).filter(Files::isRegularFile).toList();
    }
    for (Path file : left) {
      Files.deleteIfExists(file);
    }
  }

  /** What lies here besides our own files, the first few names. */
  List<String> strangers() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(root)) {
      files
          .filter(file -> !AtomicFile.isTemporary(file))
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(LOCK))
          .sorted()
          .limit(3)
          .forEach(names::add);
    }
    return names;
  }
}
