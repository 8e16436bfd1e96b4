package org.tag2mask.models.file.torch;

import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.Quoted;
import org.tag2mask.models.file.StoredType;

/**
 * Consecutive elements in a file, on which tensors are views.
 *
 * @param key its name in the file
 * @param type the type of the elements
 * @param first the first element, counted from the start of what the file has under the key
 * @param elements how many
 */
record StorageRef(String key, StoredType type, long first, long elements) implements Pickled {
  /** More than any file system holds; keeps products of sizes within a long. */
  private static final long MAX_ELEMENTS = 1L << 48;

  StorageRef {
    if (first < 0 || elements < 0 || first > MAX_ELEMENTS || elements > MAX_ELEMENTS) {
      throw new ModelException(
          "storage " + Quoted.of(key) + " claims " + elements + " elements from " + first);
    }
  }

  /** Bytes from the start of what the file has under the key to the end of these elements. */
  long endByte() {
    return (first + elements) * type.bytes();
  }

  /**
   * The same bytes as elements of another type.
   *
   * @param other the type
   */
  StorageRef as(StoredType other) {
    long width = type.bytes();
    return new StorageRef(
        key, other, first * width / other.bytes(), elements * width / other.bytes());
  }

  @Override
  public String toString() {
    return "a storage of " + elements + " " + type;
  }
}
