package org.tag2mask.models.file;

import java.io.IOException;
import java.nio.ByteBuffer;
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
 * A safetensors file, mapped into memory: eight bytes of header length (little-endian), a JSON
 * header, then the values. Opening reads and checks the header only; values are converted to
 * float32 tensor by tensor when asked for. Files may be larger than 2 GB.
 *
 * <p>Refused: a header over 100 MB or longer than the file, more than 100,000 tensors, duplicate
 * names, values that overlap, leave gaps or lie outside the file, sizes that disagree with type and
 * shape. Safe for several threads until it is closed.
 */
public final class SafetensorsFile implements TensorSource, AutoCloseable {
  private static final int LENGTH_BYTES = 8;

  private final Path path;
  private final MappedFile mapped;
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

  private SafetensorsFile(Path path, MappedFile mapped, long dataStart, SafetensorsHeader header) {
    this.path = path;
    this.mapped = mapped;
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
    MappedFile mapped = null;
    try {
      mapped = new MappedFile(path);
      SafetensorsFile file = read(path, mapped);
      mapped = null;
      return file;
    } catch (NoSuchFileException e) {
      throw new ModelException("there is no weights file " + path, e);
    } catch (IOException e) {
      throw new ModelException("cannot read the weights file " + path + ": " + e.getMessage(), e);
    } finally {
      closeQuietly(mapped);
    }
  }

  private static SafetensorsFile read(Path path, MappedFile mapped) throws IOException {
    long size = mapped.size();
    if (size < LENGTH_BYTES + 2) {
      throw new ModelException(
          path + ": " + size + " bytes are too few for a safetensors file; it is cut off or empty");
    }
    long length = mapped.view(0, LENGTH_BYTES).getLong();
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
    byte[] text = new byte[(int) length];
    // the header lies within the first mapped piece, which is larger than any allowed header
    mapped.view(LENGTH_BYTES, length).get(text);
    if (text[0] != '{') {
      throw new ModelException(path + ": the header must start with '{'; no safetensors file");
    }
    long dataStart = LENGTH_BYTES + length;
    SafetensorsHeader header = SafetensorsHeader.parse(path.toString(), text, size - dataStart);
    SafetensorsFile file = new SafetensorsFile(path, mapped, dataStart, header);
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
                + ": tensor '"
                + entry.name()
                + "' starts at byte "
                + entry.begin()
                + (entry.begin() < end ? ", which overlaps " : ", which leaves a gap after ")
                + before
                + " (expected "
                + end
                + ")");
      }
      end = entry.end();
      before = "'" + entry.name() + "'";
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
              + ": tensor '"
              + name
              + "' has type "
              + entry.type()
              + "; expected F32, F16 or BF16 (convert it before)");
    }
    // a little below the limit, which some virtual machines cannot allocate
    if (entry.elements() > Integer.MAX_VALUE - 8) {
      throw new ModelException(
          path + ": tensor '" + name + "' has " + entry.elements() + " values, more than 2^31-9");
    }
    if (closed) {
      throw new ModelException(path + " was closed before '" + name + "' was read");
    }
    float[] values = new float[(int) entry.elements()];
    try {
      convert(entry, values);
    } catch (IOException e) {
      throw new ModelException(path + ": cannot read '" + name + "': " + e.getMessage(), e);
    } catch (InternalError e) {
      // what a mapped page beyond the end of a file becomes in Java
      throw new ModelException(path + ": the file shrank while '" + name + "' was read", e);
    }
    return new Tensor(entry.shape().clone(), values);
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
          path + ": no tensor '" + name + "' among the " + entries.size() + " there are");
    }
    return entry;
  }

  private void convert(Entry entry, float[] values) throws IOException {
    int width = entry.type().bytes();
    byte[] straddling = new byte[width];
    int done = 0;
    while (done < values.length) {
      long position = dataStart + entry.begin() + (long) done * width;
      ByteBuffer view = mapped.view(position, (long) (values.length - done) * width);
      int whole = view.remaining() / width;
      if (whole == 0) {
        // one value lies across the border of two mapped pieces
        int first = view.remaining();
        view.get(straddling, 0, first);
        mapped.view(position + first, width - first).get(straddling, first, width - first);
        view = ByteBuffer.wrap(straddling).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        whole = 1;
      }
      convert(entry.type(), view, values, done, whole);
      done += whole;
    }
  }

  private static void convert(StoredType type, ByteBuffer from, float[] to, int at, int count) {
    if (type == StoredType.F32) {
      from.asFloatBuffer().get(to, at, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      short bits = from.getShort();
      to[at + i] =
          type == StoredType.F16 ? Float16.toFloat(bits) : Float.intBitsToFloat(bits << 16);
    }
  }

  /** Closes the file; tensors read before stay valid. */
  @Override
  public void close() {
    closed = true;
    closeQuietly(mapped);
  }

  private static void closeQuietly(MappedFile mapped) {
    if (mapped == null) {
      return;
    }
    try {
      mapped.close();
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
