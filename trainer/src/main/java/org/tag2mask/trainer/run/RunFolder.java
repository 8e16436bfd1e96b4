package org.tag2mask.trainer.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.SafetensorsWriter;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.trainer.TrainingException;

/**
 * The folder of one training: {@code config.yaml}, {@code weights.json}, {@code metrics.jsonl},
 * {@code log.txt}, {@code checkpoints/step-N.safetensors} (the last two) and {@code
 * best.safetensors}. One process at a time may train in it.
 */
public final class RunFolder implements AutoCloseable {
  private static final String CONFIG = "config.yaml";
  private static final String WEIGHTS = "weights.json";
  private static final String METRICS = "metrics.jsonl";
  private static final String LOG = "log.txt";
  private static final String BEST = "best.safetensors";
  private static final String LOCK = ".lock";
  private static final String PREFIX = "step-";
  private static final String SUFFIX = ".safetensors";
  private static final String CHECKPOINTS = "checkpoints";
  private static final int KEPT = 2;
  private static final int SHOWN = 4;

  private final Path root;
  private final Path checkpoints;
  private final FileChannel lockFile;
  private MetricsFile metrics;

  private RunFolder(Path root, FileChannel lockFile) {
    this.root = root;
    this.checkpoints = root.resolve(CHECKPOINTS);
    this.lockFile = lockFile;
  }

  /**
   * Opens a run folder, making it if needed.
   *
   * @param root the folder
   * @param settings all settings of the training; stored in {@code config.yaml}
   * @param free settings that may differ from those of an earlier start
   * @param restart delete what an earlier training left
   * @throws TrainingException if it cannot be written, is in use, or belongs to a training of other
   *     settings (each differing one is named)
   */
  public static RunFolder open(
      Path root, Map<String, Object> settings, Set<String> free, boolean restart) {
    FileChannel lock = null;
    try {
      refuseStrangers(root);
      Files.createDirectories(root.resolve(CHECKPOINTS));
      lock = lock(root);
      RunFolder folder = new RunFolder(root, lock);
      folder.prepare(settings, free, restart);
      lock = null;
      return folder;
    } catch (IOException e) {
      throw cannot("use the run folder " + root, e);
    } finally {
      closeQuietly(lock);
    }
  }

  /** A folder without the lock file of an earlier training belongs to somebody else. */
  private static void refuseStrangers(Path root) throws IOException {
    if (!Files.isDirectory(root) || Files.exists(root.resolve(LOCK))) {
      return;
    }
    try (Stream<Path> files = Files.list(root)) {
      List<String> strangers =
          files.map(file -> file.getFileName().toString()).sorted().limit(SHOWN).toList();
      if (!strangers.isEmpty() && !strangers.equals(List.of(CHECKPOINTS))) {
        throw new TrainingException(
            root
                + " holds other files ("
                + String.join(", ", strangers)
                + ") and was never a run folder; expected an empty or new folder, or one that a"
                + " training made: take another");
      }
    }
  }

  private void prepare(Map<String, Object> settings, Set<String> free, boolean restart)
      throws IOException {
    for (Path folder : List.of(root, checkpoints)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path left : files.filter(AtomicFile::isTemporary).toList()) {
          Files.delete(left);
        }
      }
    }
    Path config = root.resolve(CONFIG);
    if (restart) {
      for (Path file : checkpointFiles()) {
        Files.delete(file);
      }
      for (String name : List.of(BEST, METRICS, LOG, CONFIG, WEIGHTS)) {
        Files.deleteIfExists(root.resolve(name));
      }
    }
    // Before its first checkpoint a training has nothing that other settings could spoil.
    if (Files.exists(config) && !checkpointFiles().isEmpty()) {
      List<String> differences = ConfigFile.differences(ConfigFile.read(config), settings, free);
      if (!differences.isEmpty()) {
        throw new TrainingException(
            root
                + " holds a training of other settings ("
                + String.join("; ", differences)
                + "); take another folder, the same settings, or restart it");
      }
    }
    ConfigFile.write(config, settings);
  }

  /** The folder. */
  public Path root() {
    return root;
  }

  /** Where the kept parameters are, once there are some. */
  public Path best() {
    return root.resolve(BEST);
  }

  /**
   * The newest sound checkpoint.
   *
   * @param onDamaged told about newer ones that cannot be read
   */
  public Optional<Checkpoint> latest(java.util.function.Consumer<String> onDamaged) {
    try {
      for (Path file : checkpointFiles()) {
        try {
          return Optional.of(Checkpoint.read(file));
        } catch (ModelException e) {
          onDamaged.accept("checkpoint passed over: " + e.getMessage());
        }
      }
    } catch (IOException e) {
      throw cannot("list the checkpoints in " + checkpoints, e);
    }
    return Optional.empty();
  }

  /**
   * Starts the metrics after a checkpoint.
   *
   * @param lastStep steps done; lines of later steps are removed
   */
  public void startMetrics(long lastStep) {
    try {
      metrics = MetricsFile.open(root.resolve(METRICS), lastStep);
    } catch (IOException e) {
      throw cannot("write " + root.resolve(METRICS), e);
    }
  }

  /** Adds a line of metrics; it has a {@code step}. */
  public void metric(Map<String, Object> line) {
    try {
      metrics.add(line);
    } catch (IOException e) {
      throw cannot("write " + root.resolve(METRICS), e);
    }
  }

  /**
   * Stores where the first values came from as {@code weights.json}.
   *
   * @param origin the file, its hash, and what became of each name
   */
  public void saveOrigin(Map<String, Object> origin) {
    try {
      AtomicFile.writeText(root.resolve(WEIGHTS), Json.write(origin) + "\n");
    } catch (IOException e) {
      throw cannot("write " + root.resolve(WEIGHTS), e);
    }
  }

  /** Adds lines to {@code log.txt}. */
  public void log(String text) {
    try {
      Files.writeString(
          root.resolve(LOG),
          text + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw cannot("write " + root.resolve(LOG), e);
    }
  }

  /**
   * Stores a checkpoint; then all but the last two are deleted.
   *
   * @return its file
   */
  public Path save(Checkpoint checkpoint) {
    Path file = checkpoints.resolve(PREFIX + checkpoint.step() + SUFFIX);
    try {
      AtomicFile.write(
          file,
          out ->
              SafetensorsWriter.float32().write(checkpoint.tensors(), checkpoint.metadata(), out));
      List<Path> files = checkpointFiles();
      for (Path old : files.subList(Math.min(KEPT, files.size()), files.size())) {
        Files.delete(old);
      }
      return file;
    } catch (IOException e) {
      throw cannot("store the checkpoint " + file, e);
    }
  }

  /**
   * Stores the parameters to keep as {@code best.safetensors}.
   *
   * @param metadata free text by key
   */
  public void saveBest(ParameterSet parameters, Map<String, String> metadata) {
    try {
      AtomicFile.write(
          best(), out -> SafetensorsWriter.float32().write(parameters.asMap(), metadata, out));
    } catch (IOException e) {
      throw cannot("store the parameters " + best(), e);
    }
  }

  /** Newest first. */
  private List<Path> checkpointFiles() throws IOException {
    try (Stream<Path> files = Files.list(checkpoints)) {
      return files
          .filter(file -> stepOf(file) >= 0)
          .sorted(Comparator.comparingLong(RunFolder::stepOf).reversed())
          .toList();
    }
  }

  /** The step in a checkpoint's name, or -1. */
  private static long stepOf(Path file) {
    String name = file.getFileName().toString();
    return name.matches("step-[0-9]{1,18}\\.safetensors")
        ? Long.parseLong(name.substring(PREFIX.length(), name.length() - SUFFIX.length()))
        : -1;
  }

  private static FileChannel lock(Path root) throws IOException {
    FileChannel channel =
        FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new TrainingException(
          root + " is in use by another training; wait for it or take another folder");
    }
    return channel;
  }

  private static TrainingException cannot(String what, IOException e) {
    return new TrainingException("cannot " + what + ": " + e.getMessage(), e);
  }

  private static void closeQuietly(AutoCloseable closeable) {
    if (closeable == null) {
      return;
    }
    try {
      closeable.close();
    } catch (Exception e) {
      System.getLogger(RunFolder.class.getName())
          .log(System.Logger.Level.DEBUG, "closing failed", e);
    }
  }

  @Override
  public void close() {
    closeQuietly(metrics);
    closeQuietly(lockFile);
  }
}
