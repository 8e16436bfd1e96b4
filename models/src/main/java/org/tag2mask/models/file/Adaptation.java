package org.tag2mask.models.file;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.Tensor;

/**
 * A rule that makes the values of a parameter out of arrays of a file which have another shape or
 * name.
 */
public interface Adaptation {

  /**
   * What a rule makes.
   *
   * @param from the array of the file it is made of
   * @param how a few words for people
   * @param values makes the values, reading the file
   */
  record Adapted(String from, String how, Supplier<Tensor> values) {}

  /**
   * Applies the rule.
   *
   * @param wanted a parameter that the file does not have in this shape
   * @param network the shapes of all parameters of the network by name
   * @param file the arrays, under the network's names as far as they could be found
   * @return empty where the rule says nothing about the parameter, or the file has not what it
   *     takes
   */
  Optional<Adapted> adapt(Parameter wanted, Map<String, int[]> network, TensorSource file);
}
