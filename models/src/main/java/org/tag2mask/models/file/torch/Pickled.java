package org.tag2mask.models.file.torch;

import java.util.List;
import org.tag2mask.models.file.Quoted;

/**
 * What a pickle can leave on the stack besides {@link Long}, {@link Double}, {@link Boolean},
 * {@link String} and byte arrays.
 */
sealed interface Pickled
    permits Dictionary, StorageRef, TensorRef, Pickled.Sequence, Pickled.Inert, AllowedName {

  /** Python's None. */
  Inert NONE = new Inert("None");

  /**
   * A tuple or a list.
   *
   * @param items the elements; a list's may grow
   * @param fixed whether it is a tuple
   */
  record Sequence(List<Object> items, boolean fixed) implements Pickled {
    /** Identity: two sequences may hold each other. */
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }

    @Override
    public String toString() {
      return (fixed ? "a tuple of " : "a list of ") + items.size();
    }
  }

  /**
   * Something known to be harmless that no weights are made of: its content was not interpreted.
   *
   * @param what what the file called it
   */
  record Inert(String what) implements Pickled {
    @Override
    public String toString() {
      return what;
    }
  }

  /** A few words for a message; never the content of a container, which may hold itself. */
  static String describe(Object value) {
    if (value instanceof String text) {
      return "the text " + Quoted.of(text);
    }
    if (value instanceof byte[] bytes) {
      return bytes.length + " bytes";
    }
    return Quoted.plain(String.valueOf(value));
  }
}
