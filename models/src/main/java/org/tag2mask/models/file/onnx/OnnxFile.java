package org.tag2mask.models.file.onnx;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.FileBytes;
import org.tag2mask.models.file.Float16;
import org.tag2mask.models.file.Quoted;
import org.tag2mask.models.file.StoredType;
import org.tag2mask.models.file.StoredValues;
import org.tag2mask.models.file.WeightFile;
import org.tag2mask.models.file.WrapperPrefix;
import org.tag2mask.models.file.onnx.OnnxArray.Form;
import org.tag2mask.models.params.Tensor;

/**
 * The stored arrays of an ONNX model. Opening walks over the file once and checks that all values
 * lie within it; they are streamed array by array when asked for. Values in other files (external
 * data) are never read: a model that has any is refused.
 *
 * <p>Readable are FLOAT, FLOAT16, BFLOAT16 and DOUBLE (rounded to float32), as raw bytes or in the
 * fields for numbers. Arrays of integers, such as the sizes of reshapes, are {@link #skipped}.
 */
public final class OnnxFile implements WeightFile {
  /** What the exporter calls the weights of a convolution with the norm behind it. */
  private static final String FOLDED = ".folded_weight";

  private final Path path;
  private final FileBytes file;
  private final ModelOutline outline;
  private final String prefix;
  private final Map<String, OnnxArray> arrays = new LinkedHashMap<>();
  private final Map<String, String> skipped = new LinkedHashMap<>();
  private volatile boolean closed;

  private OnnxFile(Path path, FileBytes file) throws IOException {
    this.path = path;
    this.file = file;
    this.outline = ModelOutline.of(file);
    this.prefix = WrapperPrefix.of(outline.arrays().keySet());
    outline
        .arrays()
        .forEach(
            (stored, array) -> {
              String name = WrapperPrefix.cut(stored, prefix);
              if (convertible(array)) {
                arrays.put(name, array);
              } else {
                StoredType type = array.type();
                skipped.put(
                    name,
                    "array of " + (type == null ? "ONNX type " + array.number() : "type " + type));
              }
            });
  }

  static boolean convertible(OnnxArray array) {
    return array.type() != null && StoredValues.convertible(array.type());
  }

  /**
   * Opens a model.
   *
   * @param path the file
   * @return the open file; close it
   * @throws ModelException if it is missing, unreadable, no sound model, or has values elsewhere
   */
  public static OnnxFile open(Path path) {
    if (Files.isDirectory(path)) {
      throw new ModelException(path + " is a folder; expected an ONNX file");
    }
    try {
      FileBytes file = FileBytes.open(path);
      try {
        return new OnnxFile(path, file);
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (ModelException e) {
      throw new ModelException(path + ": " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new ModelException("there is no weights file " + path, e);
    } catch (EOFException e) {
      throw new ModelException(path + ": the file shrank while it was read", e);
    } catch (IOException e) {
      throw new ModelException("cannot read the weights file " + path + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String format() {
    return "ONNX";
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
    OnnxArray array = array(name);
    long elements = Tensor.elements(array.shape());
    if (elements > Integer.MAX_VALUE - 8) {
      throw new ModelException(
          path + ": array " + Quoted.of(name) + " has " + elements + " values; too many");
    }
    if (closed) {
      throw new ModelException(path + " was closed before " + Quoted.of(name) + " was read");
    }
    try (InputStream in = values(array)) {
      float[] values =
          array.form() == Form.VARINTS
              ? halves(in, array.type(), (int) elements)
              : StoredValues.read(in, array.type(), ByteOrder.LITTLE_ENDIAN, (int) elements);
      return new Tensor(array.shape().clone(), values);
    } catch (IOException e) {
      throw new ModelException(
          path + ": array " + Quoted.of(name) + " cannot be read: " + e.getMessage(), e);
    }
  }

  private InputStream values(OnnxArray array) {
    List<InputStream> pieces = new ArrayList<>();
    array.pieces().forEach(piece -> pieces.add(file.from(piece[0], piece[1])));
    return new SequenceInputStream(Collections.enumeration(pieces));
  }

  /** 16-bit floats whose bits are written as varints. */
  private static float[] halves(InputStream from, StoredType type, int count) throws IOException {
    InputStream in = new BufferedInputStream(from);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      int bits = 0;
      int next;
      int shift = 0;
      do {
        next = in.read();
        if (next < 0 || shift > 63) {
          throw new EOFException("it has fewer values than its sizes say; the file is damaged");
        }
        bits |= shift < Integer.SIZE ? (next & 0x7f) << shift : 0;
        shift += 7;
      } while (next >= 0x80);
      values[i] =
          type == StoredType.F16 ? Float16.toFloat((short) bits) : Float.intBitsToFloat(bits << 16);
    }
    if (in.read() >= 0) {
      throw new EOFException("it has more values than its sizes say; the file is damaged");
    }
    return values;
  }

  private OnnxArray array(String name) {
    OnnxArray array = arrays.get(name);
    if (array == null) {
      throw new ModelException(
          path + ": no array " + Quoted.of(name) + " among the " + arrays.size() + " there are");
    }
    return array;
  }

  @Override
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(outline.metadata());
  }

  @Override
  public Map<String, String> skipped() {
    return Collections.unmodifiableMap(skipped);
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (!prefix.isEmpty()) {
      notes.add(WrapperPrefix.note(prefix));
    }
    if (outline.sparse() > 0) {
      notes.add(outline.sparse() + " sparse arrays are not read");
    }
    long folded = arrays.keySet().stream().filter(name -> name.endsWith(FOLDED)).count();
    if (folded > 0) {
      notes.add(
          folded
              + " convolutions hold their batch norm, as exported for inference, so neither is"
              + " found by its name; to go on from a training take best.safetensors of its run");
    }
    return Collections.unmodifiableList(notes);
  }

  @Override
  public void close() {
    closed = true;
    try {
      file.close();
    } catch (IOException e) {
      System.getLogger(OnnxFile.class.getName())
          .log(System.Logger.Level.DEBUG, "closing failed", e);
    }
  }

  @Override
  public String toString() {
    return path + " (" + arrays.size() + " arrays)";
  }
}
