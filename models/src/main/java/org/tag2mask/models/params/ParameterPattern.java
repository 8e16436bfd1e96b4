package org.tag2mask.models.params;

import java.util.List;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.params.Parameter.Origin;

/**
 * Some parameters of a network by name: a name or the beginning of one up to a dot ({@code
 * layer1.0}), any beginning with a star behind it ({@code fc_dp*}), or {@link #TRUNK}.
 *
 * @param text the pattern
 */
public record ParameterPattern(String text) {
  /** The pattern that means all parameters of the backbone. */
  public static final String TRUNK = "trunk";

  private static final String STAR = "*";

  /** Refuses an empty pattern. */
  public ParameterPattern {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a pattern of parameter names must not be empty");
    }
  }

  /** Whether it means this parameter. */
  public boolean meets(Parameter parameter) {
    String name = parameter.name();
    if (text.equals(TRUNK)) {
      return parameter.origin() == Origin.BACKBONE;
    }
    return text.endsWith(STAR)
        ? name.startsWith(text.substring(0, text.length() - 1))
        : name.equals(text) || name.startsWith(text + ".");
  }

  /**
   * The parameters it means.
   *
   * @param parameters of a network
   * @return at least one, in order
   * @throws ModelException if it means none
   */
  public List<Parameter> among(List<Parameter> parameters) {
    List<Parameter> met = parameters.stream().filter(this::meets).toList();
    if (met.isEmpty()) {
      throw new ModelException(
          "no parameter is named '"
              + text
              + "' or begins with '"
              + text
              + ".'; the network has "
              + parameters.get(0).name()
              + " ... "
              + parameters.get(parameters.size() - 1).name());
    }
    return met;
  }
}
