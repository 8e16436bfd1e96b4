package org.tag2mask.models.file.mxnet;

import org.tag2mask.models.file.StoredType;

/**
 * Where one array lies.
 *
 * @param type its element type
 * @param shape its sizes; not to be modified
 * @param elements the product of the sizes
 * @param start the first byte of its elements in the file
 */
record NdArray(StoredType type, int[] shape, long elements, long start) {
  /** The byte after its last element. */
  long end() {
    return start + elements * type.bytes();
  }
}
