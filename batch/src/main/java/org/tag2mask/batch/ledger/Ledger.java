package org.tag2mask.batch.ledger;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.json.JsonException;

/**
 * The file {@code ledger.jsonl}: one line an image, at most one line for each id.
 *
 * <p>Lines are appended in groups and forced to the disk with each group. The writer promises to
 * append a line only after the mask it names is on the disk; a crash can therefore lose lines
 * (their images are made again) but never leave a line without its mask. A last line that a crash
 * tore is dropped on {@link #resume}.
 *
 * <p>Not thread-safe: one thread appends.
 */
public final class Ledger implements Closeable {
  private final Path file;
  private final FileChannel channel;
  private final Set<String> kept;
  private long length;

  private Ledger(Path file, FileChannel channel, Set<String> kept) throws IOException {
    this.file = file;
    this.channel = channel;
    this.kept = kept;
    this.length = channel.size();
  }

  /**
   * Opens a ledger for appending and drops what is no longer true: torn or damaged lines, second
   * lines of an id, and entries that {@code keep} refuses. Without a file an empty one is made.
   *
   * @param file {@code ledger.jsonl}; its folder must exist
   * @param keep whether an entry still holds; called once an entry, in file order
   * @return the open ledger, to be closed by the caller
   * @throws IOException when the file cannot be read or written
   */
  public static Ledger resume(Path file, Predicate<LedgerEntry> keep) throws IOException {
    Set<String> kept = new HashSet<>();
    if (Files.exists(file)) {
      BitSet lines = new BitSet();
      int count = sift(file, keep, lines, kept);
      if (lines.cardinality() < count) {
        rewrite(file, lines);
      }
    } else {
      AtomicFile.writeText(file, "");
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND);
    try {
      return new Ledger(file, channel, Collections.unmodifiableSet(kept));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Reads the entries of a ledger, for reports; damaged lines are passed over.
   *
   * @param file {@code ledger.jsonl}
   * @param consumer receives every entry in file order
   * @return how many lines were torn or damaged
   * @throws IOException when the file cannot be read
   */
  public static int read(Path file, Consumer<LedgerEntry> consumer) throws IOException {
    BitSet sound = new BitSet();
    int lines =
        sift(
            file,
            entry -> {
              consumer.accept(entry);
              return true;
            },
            sound,
            new HashSet<>());
    return lines - sound.cardinality();
  }

  /**
   * The masks that were made, by the id of their image; damaged lines are passed over.
   *
   * @param file {@code ledger.jsonl}
   * @return in file order; images that failed are left out
   * @throws IOException when the file cannot be read
   */
  public static Map<String, MadeMask> made(Path file) throws IOException {
    Map<String, MadeMask> made = new LinkedHashMap<>();
    read(
        file,
        entry -> {
          if (entry instanceof MadeMask mask) {
            made.put(mask.id(), mask);
          }
        });
    return made;
  }

  /** Marks the lines to keep and returns how many lines there are. */
  private static int sift(Path file, Predicate<LedgerEntry> keep, BitSet lines, Set<String> ids)
      throws IOException {
    boolean torn = !endsWithLineBreak(file);
    int count = 0;
    try (BufferedReader reader = reader(file)) {
      String line = reader.readLine();
      while (line != null) {
        String next = reader.readLine();
        boolean whole = next != null || !torn;
        if (whole && holds(line, file + " line " + (count + 1), keep, ids)) {
          lines.set(count);
        }
        count++;
        line = next;
      }
    }
    return count;
  }

  private static boolean holds(
      String line, String where, Predicate<LedgerEntry> keep, Set<String> ids) {
    LedgerEntry entry;
    try {
      entry = LedgerEntry.parse(line, where);
    } catch (JsonException e) {
      return false;
    }
    return !ids.contains(entry.id()) && keep.test(entry) && ids.add(entry.id());
  }

  private static void rewrite(Path file, BitSet lines) throws IOException {
    AtomicFile.write(
        file,
        out -> {
          try (BufferedReader reader = reader(file)) {
            int count = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
              if (lines.get(count++)) {
                writeLine(out, line);
              }
            }
          }
        });
  }

  private static void writeLine(OutputStream out, String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }

  /** A damaged byte must not stop the reading: the line around it fails to parse and is dropped. */
  private static BufferedReader reader(Path file) throws IOException {
    return new BufferedReader(
        new java.io.InputStreamReader(
            Files.newInputStream(file),
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)));
  }

  private static boolean endsWithLineBreak(Path file) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "r")) {
      if (access.length() == 0) {
        return true;
      }
      access.seek(access.length() - 1);
      return access.read() == '\n';
    }
  }

  /**
   * The ids whose entries were kept when the ledger was opened.
   *
   * @return not modifiable
   */
  public Set<String> kept() {
    return kept;
  }

  /**
   * Appends lines and forces them to the disk.
   *
   * @param entries entries of masks that are on the disk already, and of failed images
   * @throws IOException when they cannot be written; the ledger is then as it was before
   */
  public void append(List<LedgerEntry> entries) throws IOException {
    StringBuilder text = new StringBuilder();
    entries.forEach(entry -> text.append(entry.toLine()).append('\n'));
    ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
    } catch (IOException e) {
      takeBack(e);
      throw new IOException("cannot append to " + file + ": " + e.getMessage(), e);
    }
    length += bytes.limit();
  }

  /** A group of which only a part fitted on the disk must not stay. */
  private void takeBack(IOException fault) {
    try {
      channel.truncate(length);
    } catch (IOException e) {
      fault.addSuppressed(e); // the torn line is dropped by the next resume
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
