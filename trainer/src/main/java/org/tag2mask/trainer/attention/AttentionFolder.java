package org.tag2mask.trainer.attention;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.trainer.TrainingException;

/**
 * Gathered maps on disk, a file an image. A file is replaced as a whole and forced to disk, so that
 * after any crash it holds either the maps before a step or those after it.
 */
public final class AttentionFolder {
  /** Its name in a run folder. */
  public static final String NAME = "attention";

  private static final String ENDING = ".maps";

  private final Path root;

  /** A folder that need not exist yet. */
  public AttentionFolder(Path root) {
    this.root = root;
  }

  /** The folder. */
  public Path root() {
    return root;
  }

  /**
   * The maps of an image.
   *
   * @param id of the image
   * @return empty if there are none
   * @throws TrainingException if they cannot be read or are damaged
   */
  public Optional<AttentionMaps> read(String id) {
    Path file = file(id);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(AttentionFile.read(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new TrainingException(
          file
              + " cannot be read as gathered maps: "
              + e.getMessage()
              + "; restart the training that gathers them",
          e);
    }
  }

  /** Stores the maps of an image. */
  void write(String id, AttentionMaps maps) {
    Path file = file(id);
    try {
      Files.createDirectories(file.getParent());
      AtomicFile.write(file, AttentionFile.bytes(maps));
    } catch (IOException e) {
      throw new TrainingException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** Removes all maps. */
  void clear() {
    try {
      for (Path file : files()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new TrainingException("cannot empty " + root + ": " + e.getMessage(), e);
    }
  }

  /**
   * A fingerprint of all maps.
   *
   * @return SHA-256 over names and contents, hexadecimal
   * @throws TrainingException if the folder cannot be read
   */
  public String digest() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (Path file : files()) {
        if (AtomicFile.isTemporary(file)) {
          continue;
        }
        sha.update(
            root.relativize(file).toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        sha.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    } catch (IOException e) {
      throw new TrainingException("cannot read " + root + ": " + e.getMessage(), e);
    }
  }

  /** All files in the order of their names, unfinished ones of a crash included. */
  private List<Path> files() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).sorted(Comparator.naturalOrder()).toList();
    }
  }

  private Path file(String id) {
    Path file = root.resolve(id + ENDING).normalize();
    if (!file.startsWith(root.normalize())) {
      throw new TrainingException(
          "the image id '" + id + "' leads out of " + root + "; rename the image");
    }
    return file;
  }
}
