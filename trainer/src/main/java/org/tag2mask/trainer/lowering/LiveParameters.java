package org.tag2mask.trainer.lowering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;

/**
 * The parameters of a network in training, on the engine's device. Each step borrows them as {@link
 * #leaves}: arrays that share the memory and gather gradients of this step alone, so that no
 * gradient has to be zeroed and nothing outlives the step.
 */
public final class LiveParameters implements AutoCloseable {
  private final NDManager manager;
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();
  private final Map<String, Parameter> trained = new LinkedHashMap<>();

  /**
   * Copies values to the device.
   *
   * @param parent the manager to live under
   * @param declared what the graph needs
   * @param values the first values; not modified
   * @param frozen names that are not trained
   * @throws org.tag2mask.models.ModelException if a value is missing or of another shape
   */
  public LiveParameters(
      NDManager parent, List<Parameter> declared, ParameterSet values, Predicate<String> frozen) {
    values.requireAll(declared);
    manager = parent.newSubManager();
    ByteBuffer staging = EngineArrays.staging(declared.stream().map(Parameter::shape).toList());
    for (Parameter p : declared) {
      arrays.put(p.name(), EngineArrays.copy(manager, values.get(p.name()), staging));
      if (p.kind().learned() && !frozen.test(p.name())) {
        trained.put(p.name(), p);
      }
    }
  }

  /** The declarations of the parameters that are trained, by name. */
  public Map<String, Parameter> trained() {
    return Collections.unmodifiableMap(trained);
  }

  /** The array of one parameter; what is written to it is the new value. */
  public NDArray array(String name) {
    return arrays.get(name);
  }

  /**
   * The parameters as leaves of one step's computation.
   *
   * @param step owner of the leaves
   * @return by name: the same memory; the trained ones gather gradients
   */
  public Map<String, NDArray> leaves(NDManager step) {
    Map<String, NDArray> leaves = views(step);
    trained.keySet().forEach(name -> leaves.get(name).setRequiresGradient(true));
    return leaves;
  }

  /**
   * Copies of the parameters on the device of {@code step}, as leaves of its computation. What the
   * pass writes to statistics there is lost.
   *
   * @param step owner of the leaves, on any device
   * @return by name; the trained ones gather gradients
   */
  public Map<String, NDArray> copies(NDManager step) {
    Map<String, NDArray> leaves = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> {
          boolean here = array.getDevice().equals(step.getDevice());
          NDArray copy = here ? array.duplicate() : array.toDevice(step.getDevice(), true);
          copy.attach(step);
          copy.setRequiresGradient(trained.containsKey(name));
          leaves.put(name, copy);
        });
    return leaves;
  }

  /**
   * The parameters for a pass without gradients.
   *
   * @param pass owner of the views
   * @return by name: the same memory
   */
  public Map<String, NDArray> views(NDManager pass) {
    Map<String, NDArray> views = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> {
          NDArray view = array.stopGradient();
          view.attach(pass);
          views.put(name, view);
        });
    return views;
  }

  /** A copy of all values. */
  public ParameterSet snapshot() {
    Map<String, Tensor> values = new LinkedHashMap<>();
    arrays.forEach((name, array) -> values.put(name, EngineArrays.tensor(array)));
    return ParameterSet.of(values);
  }

  @Override
  public void close() {
    manager.close();
  }
}
