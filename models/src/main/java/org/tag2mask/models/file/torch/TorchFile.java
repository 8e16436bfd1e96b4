package org.tag2mask.models.file.torch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipException;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.FileBytes;
import org.tag2mask.models.file.Quoted;
import org.tag2mask.models.file.StoredType;
import org.tag2mask.models.file.WeightFile;
import org.tag2mask.models.params.Tensor;

/**
 * A state dictionary that {@code torch.save} wrote, in the zip form (since PyTorch 1.6) or the
 * older form. Opening runs the pickle on a machine that knows tensors, dictionaries and plain
 * values only; elements are streamed from the file tensor by tensor when asked for.
 *
 * <p>Readable are float32, float16, bfloat16 and float64 (rounded to float32); strides, offsets and
 * shared storages are honoured. Dictionaries that training programs put around the network ({@code
 * model}, {@code state_dict}...) are taken apart, and {@code module.} before all names is cut off;
 * {@link #notes} tells. Integer tensors, such as counters of batches, are {@link #skipped}.
 */
public final class TorchFile implements WeightFile {
  /** Tensors may share storages, but only so often, lest a small file fill the memory. */
  private static final long MAX_SHARING = 4;

  private static final long SMALL = 1 << 20;
  private static final byte[] LEGACY = {(byte) 0x80, 0x02, (byte) 0x8a, 0x0a, 0x6c};

  private final Path path;
  private final TorchContainer container;
  private final StateDictionary state;
  private volatile boolean closed;

  private TorchFile(Path path, TorchContainer container, StateDictionary state) {
    this.path = path;
    this.container = container;
    this.state = state;
  }

  /**
   * Opens a file and finds the network's tensors in it.
   *
   * @param path the file
   * @return the open file; close it
   * @throws ModelException if it is missing, unreadable, damaged, holds anything that is not
   *     allowed, no tensors, or several dictionaries of tensors without a usual name
   */
  public static TorchFile open(Path path) {
    return open(path, "");
  }

  /**
   * Opens a file and takes one of several dictionaries in it.
   *
   * @param path the file
   * @param dictionary its key, such as {@code model_ema}; keys of nested dictionaries are separated
   *     by {@code /}; empty to choose as {@link #open(Path)}
   * @return the open file; close it
   * @throws ModelException as {@link #open(Path)}, or if there is no such dictionary
   */
  public static TorchFile open(Path path, String dictionary) {
    try {
      TorchContainer container = container(path);
      try {
        StateDictionary state = StateDictionary.of(container.root(), dictionary);
        requireModest(state, container.size());
        return new TorchFile(path, container, state);
      } catch (RuntimeException e) {
        container.close();
        throw e;
      }
    } catch (ModelException e) {
      throw new ModelException(path + ": " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new ModelException("there is no weights file " + path, e);
    } catch (EOFException | ZipException e) {
      throw new ModelException(path + ": the file is damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ModelException("cannot read the weights file " + path + ": " + e.getMessage(), e);
    }
  }

  private static TorchContainer container(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new ModelException("is a folder; expected a file that torch.save wrote");
    }
    byte[] start;
    try (FileBytes file = FileBytes.open(path)) {
      start = file.from(0).readNBytes(LEGACY.length);
    }
    if (Arrays.equals(start, LEGACY)) {
      return LegacyContainer.open(path);
    }
    if (start.length >= 2 && start[0] == 'P' && start[1] == 'K') {
      return ZipContainer.open(path);
    }
    throw new ModelException("is no file that torch.save wrote");
  }

  private static void requireModest(StateDictionary state, long fileBytes) {
    long values = 0;
    for (TensorRef tensor : state.tensors().values()) {
      values += tensor.elements();
    }
    if (values > SMALL && values / MAX_SHARING > fileBytes) {
      throw new ModelException(
          "has tensors of "
              + values
              + " values that all share the elements of a file of "
              + fileBytes
              + " bytes; that would fill the memory");
    }
  }

  @Override
  public String format() {
    return container.format();
  }

  @Override
  public String origin() {
    return path.toString();
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(state.tensors().keySet());
  }

  @Override
  public int[] shape(String name) {
    return tensor(name).shape();
  }

  @Override
  public StoredType type(String name) {
    return tensor(name).type();
  }

  /**
   * The values of one tensor in C order.
   *
   * @throws ModelException if there is no such tensor, the file was closed, changed since it was
   *     opened, or the elements do not have their checksum
   */
  @Override
  public Tensor read(String name) {
    TensorRef tensor = tensor(name);
    if (closed) {
      throw new ModelException(path + " was closed before " + Quoted.of(name) + " was read");
    }
    if (tensor.elements() == 0) {
      return new Tensor(tensor.shape(), new float[0]);
    }
    try (InputStream in = container.open(tensor.storage(), tensor.firstByte())) {
      return tensor.read(in, container.order());
    } catch (ModelException | IOException e) {
      throw new ModelException(
          path + ": tensor " + Quoted.of(name) + " cannot be read: " + e.getMessage(), e);
    }
  }

  private TensorRef tensor(String name) {
    TensorRef tensor = state.tensors().get(name);
    if (tensor == null) {
      throw new ModelException(
          path
              + ": no tensor "
              + Quoted.of(name)
              + " among the "
              + state.tensors().size()
              + " there are");
    }
    return tensor;
  }

  @Override
  public Map<String, String> skipped() {
    return Collections.unmodifiableMap(state.skipped());
  }

  @Override
  public List<String> notes() {
    return Collections.unmodifiableList(state.notes());
  }

  @Override
  public void close() {
    closed = true;
    try {
      container.close();
    } catch (IOException e) {
      System.getLogger(TorchFile.class.getName())
          .log(System.Logger.Level.DEBUG, "closing failed", e);
    }
  }

  @Override
  public String toString() {
    return path + " (" + state.tensors().size() + " tensors)";
  }
}
