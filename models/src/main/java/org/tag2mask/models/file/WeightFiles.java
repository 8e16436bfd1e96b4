package org.tag2mask.models.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.mxnet.MxnetFile;
import org.tag2mask.models.file.onnx.OnnxFile;
import org.tag2mask.models.file.torch.TorchFile;

/**
 * Opens weights of any format by what is in the file: safetensors, torch state dictionaries (zip
 * and older form), MXNet lists, the stored arrays of ONNX models. The extension plays no part.
 * Other files that people take for weights are refused with what they are and what to do.
 */
public final class WeightFiles {
  private static final int START_BYTES = 512;
  private static final long MXNET_LIST = 0x112;

  /** The pickle of the number that the older form of torch files starts with. */
  private static final long TORCH_MAGIC = 0x46_9c_fc_6c_0a_8a_02_80L;

  private static final int TAR_MAGIC = 257;

  /** Producer and its version, domain, version, documentation, graph, operator sets, metadata. */
  private static final Set<Byte> SECOND_TAGS_OF_ONNX =
      Set.of(
          (byte) 0x12,
          (byte) 0x1a,
          (byte) 0x22,
          (byte) 0x28,
          (byte) 0x32,
          (byte) 0x3a,
          (byte) 0x42,
          (byte) 0x72);

  /** Beginnings of files that hold no weights for us. */
  private enum Mistaken {
    GZIP("1f8b", "is compressed with gzip; unpack it first (gunzip)"),
    XZ("fd377a585a00", "is compressed with xz; unpack it first (unxz)"),
    BZIP2("425a68", "is compressed with bzip2; unpack it first (bunzip2)"),
    ZSTD("28b52ffd", "is compressed with zstd; unpack it first (unzstd)"),
    SEVEN_ZIP("377abcaf271c", "is a 7z archive; unpack it first"),
    RAR("526172211a07", "is a RAR archive; unpack it first"),
    HDF5("894844460d0a1a0a", "is an HDF5 file (Keras); convert it to safetensors in Python"),
    NUMPY("934e554d5059", "is a single NumPy array; save a dictionary of arrays as safetensors"),
    GGUF("47475546", "is a GGUF file; give the safetensors file it was made from"),
    PDF("25504446", "is a PDF document"),
    PNG("89504e470d0a1a0a", "is a PNG picture"),
    JPEG("ffd8ff", "is a JPEG picture");

    private final byte[] start;
    private final String message;

    Mistaken(String hex, String message) {
      this.start = HexFormat.of().parseHex(hex);
      this.message = message;
    }
  }

  private WeightFiles() {}

  /**
   * Opens a weights file.
   *
   * @param path the file
   * @return the open file; close it
   * @throws ModelException if it is missing, unreadable, of no known format, or damaged
   */
  public static WeightFile open(Path path) {
    if (Files.isDirectory(path)) {
      throw new ModelException(
          path + " is a folder; give the file of weights in it (model.safetensors, *.pth)");
    }
    byte[] start;
    long size;
    try (FileBytes file = FileBytes.open(path)) {
      start = file.from(0).readNBytes(START_BYTES);
      size = file.size();
    } catch (NoSuchFileException e) {
      throw new ModelException("there is no weights file " + path, e);
    } catch (IOException e) {
      throw new ModelException("cannot read the weights file " + path + ": " + e.getMessage(), e);
    }
    return open(path, start, size);
  }

  private static WeightFile open(Path path, byte[] start, long size) {
    if (size == 0) {
      throw new ModelException(path + " is empty; fetch it again");
    }
    ByteBuffer bytes = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    long first = start.length < Long.BYTES ? -1 : bytes.getLong(0);
    if (starts(start, "PK\3\4") || starts(start, "PK\5\6")) {
      return TorchFile.open(path);
    }
    if (first == TORCH_MAGIC) {
      return TorchFile.open(path);
    }
    if (first == MXNET_LIST) {
      return MxnetFile.open(path);
    }
    // what claims to be a header of a sane length, or has one, is for that reader to judge
    if (start.length > Long.BYTES
        && start[Long.BYTES] == '{'
        && first > 0
        && first <= SafetensorsHeader.MAX_HEADER_BYTES) {
      return new SafetensorsWeights(SafetensorsFile.open(path));
    }
    if (onnx(start)) {
      return OnnxFile.open(path);
    }
    throw new ModelException(path + " " + mistaken(start));
  }

  private static String mistaken(byte[] start) {
    for (Mistaken kind : Mistaken.values()) {
      if (ByteBuffer.wrap(start).mismatch(ByteBuffer.wrap(kind.start)) == kind.start.length
          || Arrays.equals(start, kind.start)) {
        return kind.message;
      }
    }
    String text = new String(start, StandardCharsets.ISO_8859_1).stripLeading();
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("version https://git-lfs")) {
      return "is a Git LFS pointer, not the file itself; fetch it with: git lfs pull";
    }
    if (lower.startsWith("<!doctype") || lower.startsWith("<html") || lower.startsWith("<?xml")) {
      return "is a web page, not weights; the download gave a login, error or preview page";
    }
    if (text.startsWith("{") || text.startsWith("[")) {
      return "is JSON text; if it lists the parts of a large model, give the parts one by one";
    }
    if (start.length > TAR_MAGIC + 5
        && new String(start, TAR_MAGIC, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
      return "is a tar archive; unpack it first (a torch file from before 2017: load it in Python"
          + " and save its state_dict again)";
    }
    if (start.length > 7 && text.startsWith("TFL3", 4)) {
      return "is a TensorFlow Lite model, which has no names we know";
    }
    if (start.length > 1 && start[0] == (byte) 0x80 && start[1] >= 2 && start[1] <= 5) {
      return "is a Python pickle that torch.save did not write; if you trust it, load it in Python"
          + " and save the arrays: torch.save({name: torch.as_tensor(array), ...}, 'weights.pth')";
    }
    if (start.length > 2 && start[0] == 0x0a && start[1] > 0 && Character.isLetter(start[2])) {
      return "may be a Caffe model; convert it to a state dictionary in Python";
    }
    return "is of no known format (it starts with "
        + HexFormat.of().formatHex(start, 0, Math.min(8, start.length))
        + "); expected safetensors, a torch state dictionary (.pth, .pt), MXNet .params or ONNX";
  }

  /** A protobuf message whose first field is a small IR version, then another field of a model. */
  private static boolean onnx(byte[] start) {
    return start.length > 2
        && start[0] == 0x08
        && start[1] > 0
        && start[1] < 32
        && SECOND_TAGS_OF_ONNX.contains(start[2]);
  }

  private static boolean starts(byte[] bytes, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.wrap(bytes).mismatch(ByteBuffer.wrap(wanted)) == wanted.length
        || Arrays.equals(bytes, wanted);
  }
}
