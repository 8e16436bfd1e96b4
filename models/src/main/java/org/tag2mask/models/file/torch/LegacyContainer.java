package org.tag2mask.models.file.torch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.FileBytes;
import org.tag2mask.models.file.Quoted;
import org.tag2mask.models.file.torch.Pickled.Sequence;

/**
 * The form before PyTorch 1.6: five pickles (a magic number, a version, facts about the machine,
 * the object, the keys of its storages), then for each key a count of 8 bytes and the elements.
 */
final class LegacyContainer implements TorchContainer {
  /** The ten bytes of the magic number, as the first pickle has them. */
  private static final byte[] MAGIC = {
    0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19
  };

  private static final long VERSION = 1001;

  private final FileBytes file;
  private final Object root;
  private final Map<String, Long> starts = new HashMap<>();

  private LegacyContainer(FileBytes file) throws IOException {
    this.file = file;
    long start = 0;
    Function<List<Object>, Object> none =
        reference -> {
          throw new ModelException("a storage is referred to before any object; damaged");
        };
    PickleInput in = at(start);
    if (!(new PickleMachine(in, none).run() instanceof byte[] magic)
        || !Arrays.equals(magic, MAGIC)) {
      throw new ModelException("no torch file: its magic number is another");
    }
    in = at(start += in.position());
    Object version = new PickleMachine(in, none).run();
    if (!version.equals(VERSION)) {
      throw new ModelException(
          "has version " + Pickled.describe(version) + " of the old form; expected " + VERSION);
    }
    in = at(start += in.position());
    new PickleMachine(in, none).run(); // byte order and sizes of the machine: values never use them
    StorageTable table = new StorageTable();
    in = at(start += in.position());
    root = new PickleMachine(in, table::resolve).run();
    in = at(start += in.position());
    Object keys = new PickleMachine(in, none).run();
    if (!(keys instanceof Sequence list)) {
      throw new ModelException("the list of storages is " + Pickled.describe(keys));
    }
    locate(list.items(), table.storages(), start + in.position());
  }

  /** Opens a file that starts with the magic number. */
  static LegacyContainer open(Path path) throws IOException {
    FileBytes file = FileBytes.open(path);
    try {
      return new LegacyContainer(file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private PickleInput at(long position) {
    return new PickleInput(new BufferedInputStream(file.from(position)));
  }

  private void locate(List<Object> keys, Map<String, StorageRef> storages, long first)
      throws IOException {
    long position = first;
    for (Object item : keys) {
      StorageRef storage = item instanceof String key ? storages.get(key) : null;
      if (storage == null || starts.containsKey(storage.key())) {
        throw new ModelException(
            "the list of storages has " + Pickled.describe(item) + ", which no tensor uses");
      }
      if (file.size() - position < Long.BYTES) {
        throw cut(storage);
      }
      long count = at(position).integer(Long.BYTES);
      position += Long.BYTES;
      if (count != storage.elements()) {
        throw new ModelException(
            "storage "
                + Quoted.of(storage.key())
                + " has "
                + count
                + " elements, its tensors expect "
                + storage.elements());
      }
      if (file.size() - position < storage.endByte()) {
        throw cut(storage);
      }
      starts.put(storage.key(), position);
      position += storage.endByte();
    }
    if (starts.size() < storages.size()) {
      throw new ModelException(
          "holds " + starts.size() + " of the " + storages.size() + " storages its tensors use");
    }
    if (position != file.size()) {
      throw new ModelException(
          (file.size() - position) + " bytes at the end belong to no tensor; the file is damaged");
    }
  }

  private static ModelException cut(StorageRef storage) {
    return new ModelException(
        "ends within storage " + Quoted.of(storage.key()) + "; the file is cut off");
  }

  @Override
  public String format() {
    return "torch (before 1.6)";
  }

  @Override
  public Object root() {
    return root;
  }

  @Override
  public long size() {
    return file.size();
  }

  /** Written so on every machine. */
  @Override
  public ByteOrder order() {
    return ByteOrder.LITTLE_ENDIAN;
  }

  @Override
  public InputStream open(StorageRef storage, long firstByte) {
    return file.from(starts.get(storage.key()) + firstByte);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
