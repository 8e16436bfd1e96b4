package org.tag2mask.models.file.mxnet;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.FileBytes;
import org.tag2mask.models.file.Quoted;
import org.tag2mask.models.file.StoredType;

/** Walks over a list file from array to array without reading elements. */
final class ParamsReader {
  static final long LIST_MAGIC = 0x112;

  private static final int V1 = 0xF993FAC8;
  private static final int V2 = 0xF993FAC9;
  private static final int V3 = 0xF993FACA;
  private static final int MAX_ARRAYS = 100_000;
  private static final int MAX_RANK = 32;
  private static final int MAX_NAME = 1024;

  /** Types by their number in the file; null are numbers without a type. */
  private static final StoredType[] TYPES = {
    StoredType.F32,
    StoredType.F64,
    StoredType.F16,
    StoredType.U8,
    StoredType.I32,
    StoredType.I8,
    StoredType.I64,
    StoredType.BOOL,
    StoredType.I16,
    StoredType.U16,
    StoredType.U32,
    StoredType.U64,
    StoredType.BF16
  };

  private final FileBytes file;
  private InputStream in;
  private long position;

  private ParamsReader(FileBytes file) {
    this.file = file;
    moveTo(0);
  }

  /**
   * The arrays of a file.
   *
   * @param file the whole file
   * @return by their names as they are there, such as {@code arg:conv1_weight}, in order
   * @throws ModelException for anything damaged or unbounded
   */
  static Map<String, NdArray> read(FileBytes file) throws IOException {
    return new ParamsReader(file).list();
  }

  private Map<String, NdArray> list() throws IOException {
    if (longInteger() != LIST_MAGIC) {
      throw new ModelException("is no list of MXNet arrays");
    }
    longInteger(); // reserved
    long count = count("arrays");
    List<NdArray> arrays = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      NdArray array = array(i);
      arrays.add(array);
      moveTo(array.end());
    }
    long names = count("names");
    if (names != count) {
      throw new ModelException(
          "has "
              + count
              + " arrays and "
              + names
              + " names; parameters can be found by their names only");
    }
    Map<String, NdArray> byName = new LinkedHashMap<>();
    for (NdArray array : arrays) {
      String name = name();
      if (byName.put(name, array) != null) {
        throw new ModelException("has two arrays " + Quoted.of(name) + "; it is damaged");
      }
    }
    if (position != file.size()) {
      throw new ModelException(
          (file.size() - position) + " bytes at the end belong to no array; the file is damaged");
    }
    return byName;
  }

  private NdArray array(int index) throws IOException {
    int magic = integer();
    boolean stored = magic == V2 || magic == V3;
    if (stored && integer() != 0) {
      throw new ModelException("array " + index + " is sparse; expected dense arrays");
    }
    boolean wide = stored || magic == V1;
    // before there were versions, the number of axes stood in their place
    int rank = wide ? integer() : magic;
    boolean empty = magic == V3 ? rank < 0 : rank == 0;
    if (empty) {
      throw new ModelException("array " + index + " was saved without values");
    }
    if (rank < 0 || rank > MAX_RANK) {
      throw new ModelException(
          "array "
              + index
              + " has "
              + Integer.toUnsignedString(rank)
              + " axes, expected at most "
              + MAX_RANK
              + "; the file is damaged");
    }
    int[] shape = new int[rank];
    long elements = 1;
    for (int axis = 0; axis < rank; axis++) {
      long size = wide ? longInteger() : Integer.toUnsignedLong(integer());
      if (size < 0 || size > Integer.MAX_VALUE) {
        throw new ModelException(
            "array " + index + " has a size of " + Long.toUnsignedString(size));
      }
      shape[axis] = (int) size;
      elements = size > 0 && elements > Long.MAX_VALUE / size ? Long.MAX_VALUE : elements * size;
    }
    integer(); // the device it was on
    integer();
    StoredType type = type(index, integer());
    if (elements > (file.size() - position) / type.bytes()) {
      throw new ModelException(
          "array "
              + index
              + " of shape "
              + Arrays.toString(shape)
              + " ends beyond the file; it is cut off");
    }
    return new NdArray(type, shape, elements, position);
  }

  private static StoredType type(int index, int number) {
    if (number < 0 || number >= TYPES.length) {
      throw new ModelException("array " + index + " has the unknown element type " + number);
    }
    return TYPES[number];
  }

  private long count(String what) throws IOException {
    long count = longInteger();
    if (count < 0 || count > MAX_ARRAYS) {
      throw new ModelException(
          "claims to have "
              + Long.toUnsignedString(count)
              + " "
              + what
              + ", expected at most "
              + MAX_ARRAYS
              + "; the file is damaged");
    }
    return count;
  }

  private String name() throws IOException {
    long length = longInteger();
    if (length < 0 || length > MAX_NAME) {
      throw new ModelException(
          "has a name of "
              + Long.toUnsignedString(length)
              + " bytes, expected at most "
              + MAX_NAME
              + "; the file is damaged");
    }
    return new String(bytes((int) length), StandardCharsets.UTF_8);
  }

  private int integer() throws IOException {
    return ByteBuffer.wrap(bytes(Integer.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  private long longInteger() throws IOException {
    return ByteBuffer.wrap(bytes(Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("it ends in the middle; the file is cut off");
    }
    position += length;
    return bytes;
  }

  private void moveTo(long to) {
    position = to;
    in = new BufferedInputStream(file.from(to), 512);
  }
}
