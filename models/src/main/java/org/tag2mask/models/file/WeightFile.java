package org.tag2mask.models.file;

import java.util.List;
import java.util.Map;

/**
 * An open weights file of any known format. {@link #names()} has the arrays that can be read as
 * float32; what else is in the file is told by {@link #skipped()} and {@link #notes()}. Safe for
 * several threads until it is closed; tensors read before stay valid.
 */
public interface WeightFile extends TensorSource, AutoCloseable {

  /** The format in a few words, such as {@code torch (zip)}. */
  String format();

  /**
   * The element type an array has in the file.
   *
   * @param name one of {@link #names()}
   * @throws org.tag2mask.models.ModelException if there is no such name
   */
  StoredType type(String name);

  /** Entries that are no readable array, with the reason, in the order of the file. */
  Map<String, String> skipped();

  /** Free text by key that the file carries; empty for formats without any. Unmodifiable. */
  default Map<String, String> metadata() {
    return Map.of();
  }

  /** What was chosen while reading the file, a sentence each: dictionaries taken, prefixes cut. */
  List<String> notes();

  /** Closes the file. */
  @Override
  void close();
}
