package org.tag2mask.models.file.onnx;

import java.util.Arrays;
import java.util.List;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.Quoted;
import org.tag2mask.models.file.StoredType;
import org.tag2mask.models.params.Tensor;

/**
 * Where one stored array lies.
 *
 * @param name its name
 * @param number the element type's number in ONNX
 * @param shape its sizes; not to be modified
 * @param form how the values are written
 * @param pieces first byte and length of each piece of the values, in order
 */
record OnnxArray(String name, int number, int[] shape, Form form, List<long[]> pieces) {

  /** How values are written in a tensor. */
  enum Form {
    /** Elements of the type, one after the other. */
    RAW,
    /** Four bytes each, for float32. */
    FLOATS,
    /** Eight bytes each, for float64. */
    DOUBLES,
    /** Varints that hold the bits of 16-bit floats. */
    VARINTS
  }

  /** The element type, or null for types that are no plain numbers. */
  static StoredType type(int number) {
    return switch (number) {
      case 1 -> StoredType.F32;
      case 2 -> StoredType.U8;
      case 3 -> StoredType.I8;
      case 4 -> StoredType.U16;
      case 5 -> StoredType.I16;
      case 6 -> StoredType.I32;
      case 7 -> StoredType.I64;
      case 9 -> StoredType.BOOL;
      case 10 -> StoredType.F16;
      case 11 -> StoredType.F64;
      case 12 -> StoredType.U32;
      case 13 -> StoredType.U64;
      case 14 -> StoredType.C64;
      case 16 -> StoredType.BF16;
      case 17 -> StoredType.F8_E4M3;
      case 19 -> StoredType.F8_E5M2;
      default -> null;
    };
  }

  StoredType type() {
    return type(number);
  }

  /** Bytes that the values take in the file. */
  long bytes() {
    return pieces.stream().mapToLong(piece -> piece[1]).sum();
  }

  /**
   * Checks that type, sizes and bytes agree.
   *
   * @throws ModelException if they do not
   */
  void requireSound() {
    long elements;
    try {
      elements = Tensor.elements(shape);
    } catch (ArithmeticException e) {
      throw fault("has too many values", e);
    }
    StoredType fits =
        switch (form) {
          case FLOATS -> StoredType.F32;
          case DOUBLES -> StoredType.F64;
          default -> type();
        };
    boolean halves = type() == StoredType.F16 || type() == StoredType.BF16;
    if (fits != type() || form == Form.VARINTS && !halves) {
      throw fault("of type " + type() + " has its values in a field of another type", null);
    }
    long bytes = bytes();
    // a varint of 16 bits takes one to three bytes, and ten where its sign was extended
    boolean room =
        form == Form.VARINTS
            ? bytes >= elements && bytes / 10 <= elements
            : elements <= bytes / type().bytes() && bytes == elements * type().bytes();
    if (!room) {
      throw fault(
          "of type "
              + type()
              + " and shape "
              + Arrays.toString(shape)
              + " has "
              + bytes
              + " bytes; the file is cut off or damaged",
          null);
    }
  }

  private ModelException fault(String what, Throwable cause) {
    return new ModelException("array " + Quoted.of(name) + " " + what, cause);
  }
}
