package org.tag2mask.models.file.mxnet;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.FileBytes;
import org.tag2mask.models.file.Quoted;
import org.tag2mask.models.file.StoredType;
import org.tag2mask.models.file.StoredValues;
import org.tag2mask.models.file.WeightFile;
import org.tag2mask.models.params.Tensor;

/**
 * A list of named arrays that MXNet wrote ({@code .params}), of any version of its arrays. Opening
 * walks over the file without reading elements; those are streamed array by array when asked for.
 *
 * <p>Names lose the {@code arg:} and {@code aux:} that tell learned values from statistics. Sparse
 * arrays are refused; arrays of integers are {@link #skipped}.
 */
public final class MxnetFile implements WeightFile {
  private static final List<String> PREFIXES = List.of("arg:", "aux:");

  private final Path path;
  private final FileBytes file;
  private final Map<String, NdArray> arrays = new LinkedHashMap<>();
  private final Map<String, String> skipped = new LinkedHashMap<>();
  private volatile boolean closed;

  private MxnetFile(Path path, FileBytes file) throws IOException {
    this.path = path;
    this.file = file;
    ParamsReader.read(file).forEach(this::add);
  }

  /**
   * Opens a file and checks that all arrays lie within it.
   *
   * @param path the file
   * @return the open file; close it
   * @throws ModelException if it is missing, unreadable, or no sound list of arrays
   */
  public static MxnetFile open(Path path) {
    if (Files.isDirectory(path)) {
      throw new ModelException(path + " is a folder; expected an MXNet .params file");
    }
    try {
      FileBytes file = FileBytes.open(path);
      try {
        return new MxnetFile(path, file);
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (ModelException e) {
      throw new ModelException(path + ": " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new ModelException("there is no weights file " + path, e);
    } catch (IOException e) {
      throw new ModelException("cannot read the weights file " + path + ": " + e.getMessage(), e);
    }
  }

  private void add(String stored, NdArray array) {
    String name = stored;
    for (String prefix : PREFIXES) {
      name = stored.startsWith(prefix) ? stored.substring(prefix.length()) : name;
    }
    if (arrays.containsKey(name) || skipped.containsKey(name)) {
      throw new ModelException("has " + Quoted.of(name) + " as a parameter and as a statistic");
    }
    if (StoredValues.convertible(array.type())) {
      arrays.put(name, array);
    } else {
      skipped.put(name, "array of type " + array.type());
    }
  }

  @Override
  public String format() {
    return "MXNet params";
  }

  @Override
  public String origin() {
    return path.toString();
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(arrays.keySet());
  }

  @Override
  public int[] shape(String name) {
    return array(name).shape().clone();
  }

  @Override
  public StoredType type(String name) {
    return array(name).type();
  }

  /**
   * The values of one array.
   *
   * @throws ModelException if there is no such array, it has more than 2^31-9 values, or the file
   *     was closed or shrank since it was opened
   */
  @Override
  public Tensor read(String name) {
    NdArray array = array(name);
    if (array.elements() > Integer.MAX_VALUE - 8) {
      throw new ModelException(
          path + ": array " + Quoted.of(name) + " has " + array.elements() + " values; too many");
    }
    if (closed) {
      throw new ModelException(path + " was closed before " + Quoted.of(name) + " was read");
    }
    try {
      float[] values =
          StoredValues.read(
              file.from(array.start()),
              array.type(),
              ByteOrder.LITTLE_ENDIAN,
              (int) array.elements());
      return new Tensor(array.shape().clone(), values);
    } catch (IOException e) {
      throw new ModelException(
          path + ": array " + Quoted.of(name) + " cannot be read: " + e.getMessage(), e);
    }
  }

  private NdArray array(String name) {
    NdArray array = arrays.get(name);
    if (array == null) {
      throw new ModelException(
          path + ": no array " + Quoted.of(name) + " among the " + arrays.size() + " there are");
    }
    return array;
  }

  @Override
  public Map<String, String> skipped() {
    return Collections.unmodifiableMap(skipped);
  }

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public void close() {
    closed = true;
    try {
      file.close();
    } catch (IOException e) {
      System.getLogger(MxnetFile.class.getName())
          .log(System.Logger.Level.DEBUG, "closing failed", e);
    }
  }

  @Override
  public String toString() {
    return path + " (" + arrays.size() + " arrays)";
  }
}
