package org.tag2mask.models.file;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.tag2mask.models.ModelException;

/**
 * Gives a reader damaged files. It must read each or refuse it with our own exception, which names
 * the file, and may take neither much time nor much memory for it.
 */
public final class DamagedFiles {
  /** Of processor time: sound files of the same size take less than a millisecond. */
  private static final long MAX_NANOS = 1_000_000_000L;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Path folder;
  private final long maxAllocated;
  private final Consumer<Path> reader;
  private int number;

  /**
   * Files for a reader.
   *
   * @param folder where they are put for as long as they are read
   * @param maxAllocated bytes that reading one may allocate, garbage included
   * @param reader opens a file and reads all its values
   */
  public DamagedFiles(Path folder, long maxAllocated, Consumer<Path> reader) {
    this.folder = folder;
    this.maxAllocated = maxAllocated;
    this.reader = reader;
  }

  /**
   * Reads a file of these bytes within the bounds.
   *
   * @return whether it was read, not refused
   */
  public boolean read(byte[] content) throws IOException {
    // a new file each time: some file systems force a rewritten one to disk
    Path path = Files.write(folder.resolve("mutated" + number++), content);
    long memory = THREADS.getCurrentThreadAllocatedBytes();
    long time = THREADS.getCurrentThreadCpuTime();
    boolean sound;
    try {
      reader.accept(path);
      sound = true;
    } catch (ModelException e) {
      assertTrue(e.getMessage().contains(path.getFileName().toString()), e.getMessage());
      sound = false;
    } catch (RuntimeException | Error e) {
      return fail(HexFormat.of().formatHex(content), e);
    }
    long took = THREADS.getCurrentThreadCpuTime() - time;
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - memory;
    if (took > MAX_NANOS || allocated > maxAllocated) {
      fail(took + " ns and " + allocated + " bytes for " + HexFormat.of().formatHex(content));
    }
    Files.delete(path);
    return sound;
  }
}
