package org.tag2mask.models.params;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.ModelException;

/** Named values, in order. Immutable; the arrays inside are shared and must not be modified. */
public final class ParameterSet {
  private final Map<String, Tensor> tensors;

  private ParameterSet(Map<String, Tensor> tensors) {
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** A set with these values, keeping the map's order. */
  public static ParameterSet of(Map<String, Tensor> tensors) {
    return new ParameterSet(tensors);
  }

  /**
   * First values for every declared parameter.
   *
   * @param parameters the declarations of a graph
   * @param seed the seed of the run
   */
  public static ParameterSet initial(List<Parameter> parameters, long seed) {
    Map<String, Tensor> drawn = new LinkedHashMap<>();
    for (Parameter p : parameters) {
      drawn.put(p.name(), p.initializer().draw(p.name(), p.shape(), seed));
    }
    return new ParameterSet(drawn);
  }

  /**
   * The values of one parameter.
   *
   * @throws ModelException if there is no such name
   */
  public Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new ModelException(
          "no values for parameter '" + name + "' among the " + tensors.size() + " given");
    }
    return tensor;
  }

  /** Whether values exist for a name. */
  public boolean contains(String name) {
    return tensors.containsKey(name);
  }

  /** The names, in order. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /** Unmodifiable view in order. */
  public Map<String, Tensor> asMap() {
    return tensors;
  }

  /**
   * Checks that every declared parameter has values of its shape.
   *
   * @throws ModelException naming the first parameter that is missing or differs
   */
  public void requireAll(List<Parameter> parameters) {
    for (Parameter p : parameters) {
      Tensor t = get(p.name());
      if (!Arrays.equals(t.shape(), p.shape())) {
        throw new ModelException(
            "parameter '"
                + p.name()
                + "' has shape "
                + Arrays.toString(t.shape())
                + " but the network needs "
                + Arrays.toString(p.shape()));
      }
    }
  }
}
