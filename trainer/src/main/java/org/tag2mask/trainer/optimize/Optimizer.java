package org.tag2mask.trainer.optimize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.trainer.lowering.LiveParameters;

/**
 * Turns gradients into updates of the trained parameters, with what it remembers of earlier ones.
 */
public interface Optimizer extends AutoCloseable {

  /**
   * An optimiser at rest.
   *
   * @param parent the manager to live under
   * @param settings which one, with its rates
   * @param parameters what to train; modified by {@link #step}
   */
  static Optimizer of(NDManager parent, OptimizerSettings settings, LiveParameters parameters) {
    return settings.method() == OptimizerSettings.Method.ADAMW
        ? new AdamW(parent, settings, parameters)
        : new Sgd(parent, settings, parameters);
  }

  /**
   * One update of all trained parameters.
   *
   * @param gradients of all trained parameters by name; not modified
   * @param factor of the schedule
   * @return the norm of all gradients before clipping; if it is not finite nothing is changed
   */
  double step(Map<String, NDArray> gradients, double factor);

  /** A copy of what it remembers, by name. */
  ParameterSet snapshot();

  /**
   * Continues with what was stored.
   *
   * @param stored a snapshot of an optimiser of the same parameters
   * @throws org.tag2mask.models.ModelException if something is missing or of another shape
   */
  void restore(ParameterSet stored);

  @Override
  void close();
}
