package org.tag2mask.models.file;

/** The element types of safetensors files, with their names there. */
public enum StoredType {
  /** IEEE binary32. */
  F32(4),
  /** IEEE binary16. */
  F16(2),
  /** The upper half of a binary32. */
  BF16(2),
  /** IEEE binary64. */
  F64(8),
  /** Two binary32. */
  C64(8),
  /** Eight-bit float, 5 exponent bits. */
  F8_E5M2(1),
  /** Eight-bit float, 4 exponent bits. */
  F8_E4M3(1),
  /** Eight-bit power of two. */
  F8_E8M0(1),
  /** Signed 64-bit integer. */
  I64(8),
  /** Signed 32-bit integer. */
  I32(4),
  /** Signed 16-bit integer. */
  I16(2),
  /** Signed byte. */
  I8(1),
  /** Unsigned 64-bit integer. */
  U64(8),
  /** Unsigned 32-bit integer. */
  U32(4),
  /** Unsigned 16-bit integer. */
  U16(2),
  /** Unsigned byte. */
  U8(1),
  /** One byte, 0 or 1. */
  BOOL(1);

  private final int bytes;

  StoredType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether elements can be read as float32 values without loss. */
  public boolean readable() {
    return this == F32 || this == F16 || this == BF16;
  }
}
