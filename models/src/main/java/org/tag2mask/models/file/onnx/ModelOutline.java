package org.tag2mask.models.file.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.FileBytes;
import org.tag2mask.models.file.Quoted;
import org.tag2mask.models.file.onnx.OnnxArray.Form;

/**
 * What an ONNX model stores, found by walking over it once. Field numbers are those of onnx.proto.
 */
final class ModelOutline {
  private static final int MAX_ARRAYS = 100_000;
  private static final int MAX_RANK = 64;
  private static final int MAX_NAME = 4096;
  private static final int MAX_TEXT = 1 << 20;
  private static final int MAX_TEXTS = 1000;

  private static final int MODEL_GRAPH = 7;
  private static final int MODEL_METADATA = 14;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_SPARSE_INITIALIZER = 15;
  private static final int EXTERNAL = 1;

  private final Map<String, OnnxArray> arrays = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private int sparse;

  private ModelOutline() {}

  /**
   * Walks over a model.
   *
   * @param file the whole file
   * @throws ModelException for anything damaged, unbounded, or outside the file
   */
  static ModelOutline of(FileBytes file) throws IOException {
    ModelOutline outline = new ModelOutline();
    ProtoReader model = new ProtoReader(file, 0, file.size());
    boolean graph = false;
    for (int field = model.next(); field != 0; field = model.next()) {
      switch (field) {
        case MODEL_GRAPH -> {
          graph = true;
          outline.graph(model.message());
        }
        case MODEL_METADATA -> outline.text(model.message());
        default -> model.skip();
      }
    }
    if (!graph) {
      throw new ModelException("is no ONNX model: it has no graph; the file is cut off or damaged");
    }
    return outline;
  }

  /** By name, in the order of the file. */
  Map<String, OnnxArray> arrays() {
    return arrays;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  /** Arrays that are stored without their zeros; they are not read. */
  int sparse() {
    return sparse;
  }

  private void graph(ProtoReader graph) throws IOException {
    for (int field = graph.next(); field != 0; field = graph.next()) {
      switch (field) {
        case GRAPH_INITIALIZER -> {
          if (arrays.size() == MAX_ARRAYS) {
            throw new ModelException("has more than " + MAX_ARRAYS + " arrays");
          }
          OnnxArray array = array(graph.message());
          if (array.name().isEmpty() || arrays.put(array.name(), array) != null) {
            throw new ModelException(
                "the array name " + Quoted.of(array.name()) + " is empty or occurs twice");
          }
        }
        case GRAPH_SPARSE_INITIALIZER -> {
          sparse++;
          graph.skip();
        }
        default -> graph.skip();
      }
    }
  }

  private static OnnxArray array(ProtoReader tensor) throws IOException {
    String name = "";
    String outside = null;
    int type = 0;
    int[] shape = new int[0];
    Form form = null;
    List<long[]> pieces = new ArrayList<>();
    for (int field = tensor.next(); field != 0; field = tensor.next()) {
      Form found =
          switch (field) {
            case 4 -> Form.FLOATS;
            case 5 -> Form.VARINTS;
            case 9 -> Form.RAW;
            case 10 -> Form.DOUBLES;
            default -> null;
          };
      if (found != null) {
        piece(tensor, found, form, pieces);
        form = found;
        continue;
      }
      switch (field) {
        case 1 -> shape = sizes(tensor, shape);
        case 2 -> type = (int) number(tensor);
        case 8 -> name = tensor.text("an array's name", MAX_NAME);
        case 13 -> outside = location(tensor.message(), outside);
        case 14 -> outside = number(tensor) == EXTERNAL && outside == null ? "" : outside;
        default -> tensor.skip();
      }
    }
    if (outside != null) {
      throw new ModelException(
          "the values of "
              + Quoted.of(name)
              + " lie in another file ("
              + Quoted.of(outside)
              + "), and other files are never read; save the model as one file, in Python:"
              + " onnx.save(onnx.load(FILE), 'whole.onnx')");
    }
    OnnxArray array =
        new OnnxArray(name, type, shape, form == null ? Form.RAW : form, List.copyOf(pieces));
    // types that do not become float32 are only listed
    if (array.type() != null && OnnxFile.convertible(array)) {
      array.requireSound();
    }
    return array;
  }

  /** Where the values are, or a part of them. A second field of raw bytes replaces the first. */
  private static void piece(ProtoReader tensor, Form found, Form before, List<long[]> pieces)
      throws IOException {
    if (before != null && before != found) {
      throw new ModelException("an array has its values in two forms; the file is damaged");
    }
    if (tensor.wire() != ProtoReader.BYTES) {
      throw new ModelException(
          "an array has its values written one by one, which no tool does; save the model again");
    }
    if (found == Form.RAW) {
      pieces.clear();
    }
    if (pieces.size() == MAX_ARRAYS) {
      throw new ModelException("an array has its values in more than " + MAX_ARRAYS + " pieces");
    }
    long length = tensor.length();
    pieces.add(new long[] {tensor.position(), length});
    tensor.skip(length);
  }

  private static int[] sizes(ProtoReader tensor, int[] before) throws IOException {
    if (tensor.wire() == ProtoReader.VARINT) {
      return with(before, tensor.varint());
    }
    ProtoReader packed = tensor.message();
    int[] sizes = before;
    while (!packed.atEnd()) {
      sizes = with(sizes, packed.varint());
    }
    return sizes;
  }

  private static int[] with(int[] sizes, long size) {
    if (size < 0 || size > Integer.MAX_VALUE || sizes.length == MAX_RANK) {
      throw new ModelException(
          "an array has the size " + size + " on axis " + sizes.length + "; the file is damaged");
    }
    int[] longer = Arrays.copyOf(sizes, sizes.length + 1);
    longer[sizes.length] = (int) size;
    return longer;
  }

  private static long number(ProtoReader reader) throws IOException {
    reader.require(ProtoReader.VARINT);
    return reader.varint();
  }

  /** The value under {@code location} of an entry of external data. */
  private static String location(ProtoReader entry, String before) throws IOException {
    String[] pair = pair(entry);
    return pair[0].equals("location") ? pair[1] : before == null ? "" : before;
  }

  private void text(ProtoReader entry) throws IOException {
    String[] pair = pair(entry);
    if (metadata.size() == MAX_TEXTS) {
      throw new ModelException("has more than " + MAX_TEXTS + " texts of metadata");
    }
    metadata.put(pair[0], pair[1]);
  }

  private static String[] pair(ProtoReader entry) throws IOException {
    String[] pair = {"", ""};
    for (int field = entry.next(); field != 0; field = entry.next()) {
      if (field == 1 || field == 2) {
        pair[field - 1] = entry.text("a text of metadata", MAX_TEXT);
      } else {
        entry.skip();
      }
    }
    return pair;
  }
}
