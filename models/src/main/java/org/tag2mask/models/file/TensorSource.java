package org.tag2mask.models.file;

import java.util.Set;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.params.Tensor;

/** Named arrays somewhere, usually in a file: their names and shapes at once, values on demand. */
public interface TensorSource {

  /** Where the arrays are, for messages. */
  String origin();

  /** The names, in the order of the file. */
  Set<String> names();

  /**
   * The sizes of one array.
   *
   * @param name one of {@link #names()}
   * @return a new array
   * @throws ModelException if there is no such name
   */
  int[] shape(String name);

  /**
   * The values of one array as float32.
   *
   * @param name one of {@link #names()}
   * @return a new tensor
   * @throws ModelException if there is no such name, or the values cannot be read as float32
   */
  Tensor read(String name);
}
