package org.tag2mask.models.file.torch;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.FileBytes;
import org.tag2mask.models.file.Quoted;

/**
 * The form since PyTorch 1.6: a zip file with {@code <root>/data.pkl}, {@code <root>/data/<key>}
 * for each storage and perhaps {@code <root>/byteorder}. Entries are streamed, never unpacked to
 * disk; checksums are verified once for each.
 */
final class ZipContainer implements TorchContainer {
  private static final int MAX_ENTRIES = 100_000;
  private static final String PICKLE = "data.pkl";

  /** Real weights shrink by a tenth; only made-up ones shrink to a fiftieth. */
  private static final long MAX_RATIO = 50;

  private static final long SMALL = 1 << 20;

  private final ZipFile zip;
  private final long size;
  private final Map<String, ZipEntry> entries;
  private final String folder;
  private final ByteOrder order;
  private final Object root;
  private final Set<String> verified = ConcurrentHashMap.newKeySet();

  private ZipContainer(ZipFile zip, long size) throws IOException {
    this.zip = zip;
    this.size = size;
    this.entries = entries(zip, size);
    this.folder = folder(entries);
    this.order = byteOrder();
    StorageTable table = new StorageTable();
    PickleInput in = new PickleInput(new ByteArrayInputStream(pickle()));
    this.root = new PickleMachine(in, table::resolve).run();
    for (StorageRef storage : table.storages().values()) {
      ZipEntry entry = entry(storage);
      if (entry.getSize() < storage.endByte()) {
        throw new ModelException(
            "entry "
                + Quoted.of(entry.getName())
                + " has "
                + entry.getSize()
                + " bytes, its tensors expect "
                + storage.endByte());
      }
    }
  }

  /** Opens a file that starts as zip files do. */
  static ZipContainer open(Path path) throws IOException {
    long size;
    try (FileBytes file = FileBytes.open(path)) {
      ZipDirectory.requireModest(file);
      size = file.size();
    }
    ZipFile zip;
    try {
      zip = new ZipFile(path.toFile(), StandardCharsets.UTF_8);
    } catch (ZipException | IllegalArgumentException e) {
      // the second is what the JDK makes of names that are no UTF-8
      throw new ModelException("is a damaged zip file: " + e.getMessage(), e);
    }
    try {
      return new ZipContainer(zip, size);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static Map<String, ZipEntry> entries(ZipFile zip, long size) {
    if (zip.size() > MAX_ENTRIES) {
      throw new ModelException("has " + zip.size() + " entries, more than " + MAX_ENTRIES);
    }
    Map<String, ZipEntry> entries = new LinkedHashMap<>();
    long total = 0;
    for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().<ZipEntry>map(e -> e)::iterator) {
      String name = entry.getName();
      requirePlain(name);
      if (entries.put(name, entry) != null) {
        throw new ModelException("has two entries " + Quoted.of(name) + "; it was tampered with");
      }
      boolean stored = entry.getMethod() == ZipEntry.STORED;
      if (entry.getSize() < 0 || stored && entry.getSize() != entry.getCompressedSize()) {
        throw new ModelException("entry " + Quoted.of(name) + " has a wrong size");
      }
      total += Math.min(entry.getSize(), Long.MAX_VALUE / MAX_ENTRIES);
    }
    if (total > SMALL && total / MAX_RATIO > size) {
      throw new ModelException(
          "claims to unpack from "
              + size
              + " to "
              + total
              + " bytes; a zip bomb, and nothing was unpacked");
    }
    return entries;
  }

  /** Nothing is written to disk here, but a name that tries to leave its folder is no accident. */
  private static void requirePlain(String name) {
    boolean leaves = name.startsWith("/") || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0;
    for (String part : name.split("/", -1)) {
      leaves |= part.equals("..") || part.length() == 2 && part.charAt(1) == ':';
    }
    if (leaves) {
      throw new ModelException(
          "has an entry " + Quoted.of(name) + " that leaves its folder; it was tampered with");
    }
  }

  private static String folder(Map<String, ZipEntry> entries) {
    List<String> found =
        entries.keySet().stream()
            .filter(name -> name.endsWith("/" + PICKLE) && name.split("/").length == 2)
            .toList();
    if (found.size() == 1) {
      String folder = found.get(0).substring(0, found.get(0).length() - PICKLE.length());
      if (entries.keySet().stream().anyMatch(name -> name.startsWith(folder + "code/"))) {
        throw new ModelException(
            "is a TorchScript program; in Python, save its weights alone:"
                + " torch.save(torch.jit.load(FILE).state_dict(), 'weights.pth')");
      }
      return folder;
    }
    if (found.size() > 1) {
      throw new ModelException("has several pickles: " + Quoted.plain(found.toString()));
    }
    String inside = entries.keySet().stream().limit(3).toList().toString();
    boolean arrays = entries.keySet().stream().anyMatch(name -> name.endsWith(".npy"));
    throw new ModelException(
        "is a zip file, but not of torch.save (no <name>/data.pkl); it has "
            + Quoted.plain(inside)
            + (arrays
                ? "; a NumPy archive: convert it to safetensors in Python"
                : "; if the weights are inside, unpack it and give the file itself"));
  }

  private ByteOrder byteOrder() throws IOException {
    ZipEntry entry = entries.get(folder + "byteorder");
    if (entry == null) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    String text;
    try (InputStream in = zip.getInputStream(entry)) {
      text = new String(in.readNBytes(16), StandardCharsets.ISO_8859_1).strip();
    }
    return switch (text) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw new ModelException("has byte order " + Quoted.of(text));
    };
  }

  private byte[] pickle() throws IOException {
    ZipEntry entry = entries.get(folder + PICKLE);
    if (entry.getSize() > PickleInput.MAX_BYTES) {
      throw new ModelException(
          "has a pickle of "
              + entry.getSize()
              + " bytes, expected at most "
              + PickleInput.MAX_BYTES);
    }
    verify(entry);
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readNBytes((int) entry.getSize());
    }
  }

  private ZipEntry entry(StorageRef storage) {
    String name = folder + "data/" + storage.key();
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw new ModelException("lacks the entry " + Quoted.of(name) + "; it is cut or damaged");
    }
    return entry;
  }

  /** Streams an entry once: it must have its size and its checksum. */
  private void verify(ZipEntry entry) throws IOException {
    if (verified.contains(entry.getName())) {
      return;
    }
    CRC32 sum = new CRC32();
    byte[] piece = new byte[(int) Math.min(1 << 16, Math.max(1, entry.getSize()))];
    long left = entry.getSize();
    try (InputStream in = zip.getInputStream(entry)) {
      while (left > 0) {
        int count = in.read(piece, 0, (int) Math.min(piece.length, left));
        if (count < 0) {
          throw new EOFException("entry " + Quoted.of(entry.getName()) + " ends too early");
        }
        sum.update(piece, 0, count);
        left -= count;
      }
      if (in.read() >= 0) {
        throw new ModelException(
            "entry " + Quoted.of(entry.getName()) + " unpacks to more than it claims");
      }
    }
    // torch can be told to leave checksums out, which then are zero
    if (entry.getCrc() != 0 && entry.getCrc() != sum.getValue()) {
      throw new ModelException(
          "entry "
              + Quoted.of(entry.getName())
              + " does not have its checksum; the file is damaged, fetch or save it again");
    }
    verified.add(entry.getName());
  }

  @Override
  public String format() {
    return "torch (zip)";
  }

  @Override
  public Object root() {
    return root;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public ByteOrder order() {
    return order;
  }

  @Override
  public InputStream open(StorageRef storage, long firstByte) throws IOException {
    ZipEntry entry = entry(storage);
    verify(entry);
    InputStream in = new BufferedInputStream(zip.getInputStream(entry));
    try {
      in.skipNBytes(firstByte);
      return in;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
