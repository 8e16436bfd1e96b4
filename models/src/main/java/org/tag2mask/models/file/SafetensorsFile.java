package org.tag2mask.models.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;

/**
 * A safetensors file: eight bytes of header length (little-endian), a JSON header, then the values.
 * Opening reads and checks the header only; values are streamed from the file and converted to
 * float32 tensor by tensor when asked for. Files may be larger than 2 GB, and nothing of them but
 * the header and the tensor being read is ever in memory.
 *
 * <p>Refused: a header over 100 MB or longer than the file, more than 100,000 tensors, duplicate
 * names, values that overlap, leave gaps or lie outside the file, sizes that disagree with type and
 * shape. Safe for several threads until it is closed.
 */
public final class SafetensorsFile implements TensorSource, AutoCloseable {
  private static final int LENGTH_BYTES = 8;

  private final Path path;
  private final FileBytes bytes;
  private final long dataStart;
  private final Map<String, Entry> entries;
  private final Map<String, String> metadata;
  private volatile boolean closed;

  /**
   * Where one tensor lies.
   *
   * @param name its name
   * @param type its element type in the file
   * @param shape its sizes; not to be modified
   * @param begin first byte, from the start of the data
   * @param end byte after the last
   */
  public record Entry(String name, StoredType type, int[] shape, long begin, long end) {
    /** The number of values. */
    public long elements() {
      return (end - begin) / type.bytes();
    }
  }

  private SafetensorsFile(Path path, FileBytes bytes, long dataStart, SafetensorsHeader header) {
    this.path = path;
    this.bytes = bytes;
    this.dataStart = dataStart;
    List<Entry> inOrder = new ArrayList<>(header.entries().values());
    inOrder.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    Map<String, Entry> byName = new LinkedHashMap<>();
    inOrder.forEach(entry -> byName.put(entry.name(), entry));
    this.entries = Collections.unmodifiableMap(byName);
    this.metadata = Collections.unmodifiableMap(header.metadata());
  }

  /**
   * Opens a file and checks its header.
   *
   * @param path the file
   * @return the open file; close it
   * @throws ModelException if it is missing, unreadable, or no sound safetensors file
   */
  public static SafetensorsFile open(Path path) {
    if (Files.isDirectory(path)) {
      throw new ModelException(path + " is a folder; expected a safetensors file");
    }
    FileBytes bytes = null;
    try {
      bytes = FileBytes.open(path);
      SafetensorsFile file = read(path, bytes);
      bytes = null;
      return file;
    } catch (NoSuchFileException e) {
      throw new ModelException("there is no weights file " + path, e);
    } catch (IOException e) {
      throw new ModelException("cannot read the weights file " + path + ": " + e.getMessage(), e);
    } finally {
      closeQuietly(bytes);
    }
  }

  private static SafetensorsFile read(Path path, FileBytes bytes) throws IOException {
    long size = bytes.size();
    if (size < LENGTH_BYTES + 2) {
      throw new ModelException(
          path + ": " + size + " bytes are too few for a safetensors file; it is cut off or empty");
    }
    byte[] first = bytes.from(0).readNBytes(LENGTH_BYTES);
    long length = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > SafetensorsHeader.MAX_HEADER_BYTES) {
      throw new ModelException(
          path
              + ": the header says it has "
              + Long.toUnsignedString(length)
              + " bytes, expected 2 to "
              + SafetensorsHeader.MAX_HEADER_BYTES
              + "; this is no safetensors file, or it is damaged");
    }
    if (length > size - LENGTH_BYTES) {
      throw new ModelException(
          path
              + ": the header says it has "
              + length
              + " bytes, but the file ends after "
              + (size - LENGTH_BYTES)
              + "; the file is cut off");
    }
    byte[] text = bytes.from(LENGTH_BYTES).readNBytes((int) length);
    if (text.length == 0 || text[0] != '{') {
      throw new ModelException(path + ": the header must start with '{'; no safetensors file");
    }
    long dataStart = LENGTH_BYTES + length;
    SafetensorsHeader header = SafetensorsHeader.parse(path.toString(), text, size - dataStart);
    SafetensorsFile file = new SafetensorsFile(path, bytes, dataStart, header);
    file.requireCovered(size - dataStart);
    return file;
  }

  /** Every byte of the data belongs to exactly one tensor. */
  private void requireCovered(long dataBytes) {
    long end = 0;
    String before = "the start of the data";
    for (Entry entry : entries.values()) {
      if (entry.begin() != end) {
        throw new ModelException(
            path
                + ": tensor "
                + Quoted.of(entry.name())
                + " starts at byte "
                + entry.begin()
                + (entry.begin() < end ? ", which overlaps " : ", which leaves a gap after ")
                + before
                + " (expected "
                + end
                + ")");
      }
      end = entry.end();
      before = Quoted.of(entry.name());
    }
    if (end != dataBytes) {
      throw new ModelException(
          path
              + ": "
              + (dataBytes - end)
              + " bytes at the end belong to no tensor; the file is damaged");
    }
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /** Free text by key; empty when the file has none. Unmodifiable. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** All tensors by name, in the order of their values. Unmodifiable. */
  public Map<String, Entry> entries() {
    return entries;
  }

  @Override
  public String origin() {
    return path.toString();
  }

  @Override
  public Set<String> names() {
    return entries.keySet();
  }

  @Override
  public int[] shape(String name) {
    return entry(name).shape().clone();
  }

  /**
   * The values of one tensor, converted from F32, F16 or BF16.
   *
   * @throws ModelException if there is no such tensor, it has another type, more than 2^31-1
   *     values, or the file shrank since it was opened
   */
  @Override
  public Tensor read(String name) {
    Entry entry = entry(name);
    if (!entry.type().readable()) {
      throw new ModelException(
          path
              + ": tensor "
              + Quoted.of(name)
              + " has type "
              + entry.type()
              + "; expected F32, F16 or BF16 (convert it before)");
    }
    // a little below the limit, which some virtual machines cannot allocate
    if (entry.elements() > Integer.MAX_VALUE - 8) {
      throw new ModelException(
          path
              + ": tensor "
              + Quoted.of(name)
              + " has "
              + entry.elements()
              + " values, more than 2^31-9");
    }
    if (closed) {
      throw new ModelException(path + " was closed before " + Quoted.of(name) + " was read");
    }
    try {
      float[] values =
          StoredValues.read(
              bytes.from(dataStart + entry.begin()),
              entry.type(),
              ByteOrder.LITTLE_ENDIAN,
              (int) entry.elements());
      return new Tensor(entry.shape().clone(), values);
    } catch (IOException e) {
      throw new ModelException(
          path + ": cannot read " + Quoted.of(name) + ": " + e.getMessage(), e);
    }
  }

  /**
   * Every tensor of the file.
   *
   * @return all values, in the order of the file
   * @throws ModelException as {@link #read}
   */
  public ParameterSet readAll() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    names().forEach(name -> all.put(name, read(name)));
    return ParameterSet.of(all);
  }

  private Entry entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new ModelException(
          path + ": no tensor " + Quoted.of(name) + " among the " + entries.size() + " there are");
    }
    return entry;
  }

  /** Closes the file; tensors read before stay valid. */
  @Override
  public void close() {
    closed = true;
    closeQuietly(bytes);
  }

  private static void closeQuietly(FileBytes bytes) {
    if (bytes == null) {
      return;
    }
    try {
      bytes.close();
    } catch (IOException e) {
      System.getLogger(SafetensorsFile.class.getName())
          .log(System.Logger.Level.DEBUG, "closing failed", e);
    }
  }

  @Override
  public String toString() {
    return path + " (" + entries.size() + " tensors)";
  }
}
