package org.tag2mask.trainer.optimize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.trainer.lowering.EngineArrays;
import org.tag2mask.trainer.lowering.LiveParameters;

/**
 * Stochastic gradient descent with momentum in the convention of PyTorch, per parameter p with
 * gradient g, rate r = learning rate × group × schedule:
 *
 * <pre>
 * g ← g·min(1, clip/(‖all g‖+1e-6));  g ← g + decay·p;  v ← momentum·v + g
 * p ← p - r·v                    or, with Nesterov,     p ← p - r·(g + momentum·v)
 * </pre>
 *
 * The rate is not folded into v, so a changing schedule scales old momentum too.
 */
public final class Sgd implements Optimizer {
  private final OptimizerSettings settings;
  private final LiveParameters parameters;
  private final NDManager manager;
  private final Map<String, NDArray> velocities = new LinkedHashMap<>();

  /**
   * An optimiser at rest.
   *
   * @param parent the manager to live under
   * @param settings rates, momentum, decay
   * @param parameters what to train; modified by {@link #step}
   */
  public Sgd(NDManager parent, OptimizerSettings settings, LiveParameters parameters) {
    this.settings = settings;
    this.parameters = parameters;
    this.manager = parent.newSubManager();
    parameters
        .trained()
        .forEach(
            (name, p) -> {
              NDArray zeros = parameters.array(name).zerosLike();
              zeros.attach(manager);
              velocities.put(name, zeros);
            });
  }

  @Override
  public double step(Map<String, NDArray> gradients, double factor) {
    double norm = GradientNorm.of(gradients.values());
    if (Double.isFinite(norm)) {
      double shrink = GradientNorm.factor(norm, settings.clipNorm());
      gradients.forEach((name, gradient) -> update(name, gradient, shrink, factor));
    }
    return norm;
  }

  private void update(String name, NDArray gradient, double shrink, double factor) {
    Parameter declared = parameters.trained().get(name);
    NDArray p = parameters.array(name);
    NDArray v = velocities.get(name);
    double rate = settings.learningRate() * settings.rates().rate(declared) * factor;
    try (NDManager own = manager.newSubManager()) {
      own.tempAttachAll(p, v, gradient);
      NDArray g = shrink < 1 ? gradient.mul((float) shrink) : gradient;
      if (settings.weightDecay() > 0 && settings.rates().decays(declared)) {
        g = g.add(p.mul((float) settings.weightDecay()));
      }
      v.muli((float) settings.momentum()).addi(g);
      NDArray direction = settings.nesterov() ? v.mul((float) settings.momentum()).add(g) : v;
      p.subi(direction.mul((float) rate));
    }
  }

  @Override
  public ParameterSet snapshot() {
    Map<String, Tensor> values = new LinkedHashMap<>();
    velocities.forEach((name, array) -> values.put(name, EngineArrays.tensor(array)));
    return ParameterSet.of(values);
  }

  @Override
  public void restore(ParameterSet stored) {
    stored.requireAll(List.copyOf(parameters.trained().values()));
    velocities.forEach(
        (name, array) -> array.set(java.nio.FloatBuffer.wrap(stored.get(name).values())));
  }

  @Override
  public void close() {
    manager.close();
  }
}
