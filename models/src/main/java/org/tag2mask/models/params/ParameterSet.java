package org.tag2mask.models.params;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.tag2mask.models.ModelException;

/**
 * Named values, in order. Immutable; the arrays inside are shared and must not be modified. Values
 * are in memory, or {@link Deferred}: then every asking reads or computes them anew, so that a
 * large network can be written elsewhere an array at a time.
 */
public final class ParameterSet {
  private final Map<String, Deferred> tensors;

  private ParameterSet(Map<String, Deferred> tensors) {
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /**
   * An array that is made when it is asked for.
   *
   * @param shape its sizes; not to be modified
   * @param values makes it, the same each time
   */
  public record Deferred(int[] shape, Supplier<Tensor> values) {}

  /** A set with these values, keeping the map's order. */
  public static ParameterSet of(Map<String, Tensor> tensors) {
    Map<String, Deferred> held = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> held.put(name, new Deferred(tensor.shape(), () -> tensor)));
    return new ParameterSet(held);
  }

  /**
   * A set whose values are made each time they are asked for, keeping the map's order. It holds
   * none of them.
   */
  public static ParameterSet deferred(Map<String, Deferred> tensors) {
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
    return of(drawn);
  }

  /**
   * The values of one parameter.
   *
   * @throws ModelException if there is no such name, or deferred values cannot be read
   */
  public Tensor get(String name) {
    return entry(name).values().get();
  }

  /**
   * The sizes of one parameter, without its values.
   *
   * @return not to be modified
   * @throws ModelException if there is no such name
   */
  public int[] shape(String name) {
    return entry(name).shape();
  }

  private Deferred entry(String name) {
    Deferred entry = tensors.get(name);
    if (entry == null) {
      throw new ModelException(
          "no values for parameter '" + name + "' among the " + tensors.size() + " given");
    }
    return entry;
  }

  /** Whether values exist for a name. */
  public boolean contains(String name) {
    return tensors.containsKey(name);
  }

  /** The names, in order. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /** All values in order, those that are deferred made now. Unmodifiable. */
  public Map<String, Tensor> asMap() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    tensors.forEach((name, entry) -> all.put(name, entry.values().get()));
    return Collections.unmodifiableMap(all);
  }

  /**
   * Checks that every declared parameter has values of its shape, without making them.
   *
   * @throws ModelException naming the first parameter that is missing or differs
   */
  public void requireAll(List<Parameter> parameters) {
    for (Parameter p : parameters) {
      int[] shape = shape(p.name());
      if (!Arrays.equals(shape, p.shape())) {
        throw new ModelException(
            "parameter '"
                + p.name()
                + "' has shape "
                + Arrays.toString(shape)
                + " but the network needs "
                + Arrays.toString(p.shape()));
      }
    }
  }
}
