package org.tag2mask.trainer.optimize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.trainer.lowering.LiveParameters;

/**
 * An exponential moving average of all parameters and running statistics of a training (Polyak and
 * Juditsky 1992), after each update p:
 *
 * <pre>
 * d = min(decay, (1 + t)/(10 + t));  a ← d·a + (1 - d)·p
 * </pre>
 *
 * t updates having been made before, so that the first values are soon forgotten.
 */
public final class WeightAverage implements AutoCloseable {
  private final List<Parameter> declared;
  private final LiveParameters average;
  private final double decay;

  /**
   * An average.
   *
   * @param parent the manager to live under
   * @param declared what the graph needs
   * @param values the average so far, or the first values; not modified
   * @param decay above 0 and below 1
   */
  public WeightAverage(
      NDManager parent, List<Parameter> declared, ParameterSet values, double decay) {
    this.declared = List.copyOf(declared);
    this.average = new LiveParameters(parent, declared, values, name -> true);
    this.decay = decay;
  }

  /**
   * Takes in the parameters of one step.
   *
   * @param parameters as the step left them; not modified
   * @param step steps made before it
   */
  public void update(LiveParameters parameters, long step) {
    double share = Math.min(decay, (1.0 + step) / (10.0 + step));
    for (Parameter parameter : declared) {
      NDArray own = average.array(parameter.name());
      try (NDArray part = parameters.array(parameter.name()).mul((float) (1 - share))) {
        own.muli((float) share).addi(part);
      }
    }
  }

  /** The averaged values, to run the network with; what is written to them is kept. */
  public LiveParameters parameters() {
    return average;
  }

  @Override
  public void close() {
    average.close();
  }
}
