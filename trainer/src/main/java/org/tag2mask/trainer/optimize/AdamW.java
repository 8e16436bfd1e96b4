package org.tag2mask.trainer.optimize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.trainer.lowering.EngineArrays;
import org.tag2mask.trainer.lowering.LiveParameters;

/**
 * AdamW (Loshchilov and Hutter 2019) in the convention of PyTorch, per parameter p with gradient g,
 * rate r = learning rate × group × schedule, after t steps:
 *
 * <pre>
 * g ← g·min(1, clip/(‖all g‖+1e-6));   p ← p - r·decay·p
 * m ← β₁m + (1-β₁)g;   v ← β₂v + (1-β₂)g²
 * p ← p - r·(m/(1-β₁ᵗ)) / (√(v/(1-β₂ᵗ)) + 1e-8)
 * </pre>
 *
 * with β₁ the momentum of the settings and β₂ = 0.999.
 */
public final class AdamW implements Optimizer {
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;
  private static final String FIRST = "first/";
  private static final String SECOND = "second/";
  private static final String STEPS = "steps";

  private final OptimizerSettings settings;
  private final LiveParameters parameters;
  private final NDManager manager;
  private final Map<String, NDArray> moments = new LinkedHashMap<>();
  private long steps;

  AdamW(NDManager parent, OptimizerSettings settings, LiveParameters parameters) {
    this.settings = settings;
    this.parameters = parameters;
    this.manager = parent.newSubManager();
    for (String name : parameters.trained().keySet()) {
      for (String prefix : new String[] {FIRST, SECOND}) {
        NDArray zeros = parameters.array(name).zerosLike();
        zeros.attach(manager);
        moments.put(prefix + name, zeros);
      }
    }
  }

  @Override
  public double step(Map<String, NDArray> gradients, double factor) {
    double norm = GradientNorm.of(gradients.values());
    if (Double.isFinite(norm)) {
      steps++;
      double shrink = GradientNorm.factor(norm, settings.clipNorm());
      gradients.forEach((name, gradient) -> update(name, gradient, shrink, factor));
    }
    return norm;
  }

  private void update(String name, NDArray gradient, double shrink, double factor) {
    Parameter declared = parameters.trained().get(name);
    NDArray p = parameters.array(name);
    NDArray m = moments.get(FIRST + name);
    NDArray v = moments.get(SECOND + name);
    double rate = settings.learningRate() * settings.rates().rate(declared) * factor;
    double beta1 = settings.momentum();
    try (NDManager own = manager.newSubManager()) {
      own.tempAttachAll(p, m, v, gradient);
      NDArray g = shrink < 1 ? gradient.mul((float) shrink) : gradient;
      if (settings.rates().decays(declared)) {
        p.muli((float) (1 - rate * settings.weightDecay()));
      }
      m.muli((float) beta1).addi(g.mul((float) (1 - beta1)));
      v.muli((float) BETA2).addi(g.square().mul((float) (1 - BETA2)));
      double bias1 = 1 - Math.pow(beta1, steps);
      double bias2 = 1 - Math.pow(BETA2, steps);
      NDArray size = v.div((float) bias2).sqrt().add((float) EPSILON);
      p.subi(m.mul((float) (rate / bias1)).div(size));
    }
  }

  @Override
  public ParameterSet snapshot() {
    Map<String, Tensor> values = new LinkedHashMap<>();
    moments.forEach((name, array) -> values.put(name, EngineArrays.tensor(array)));
    values.put(STEPS, new Tensor(new int[] {1}, new float[] {steps}));
    return ParameterSet.of(values);
  }

  @Override
  public void restore(ParameterSet stored) {
    Map<String, Tensor> values = stored.asMap();
    moments.forEach(
        (name, array) -> {
          Tensor value = values.get(name);
          if (value == null || value.values().length != array.size()) {
            throw new ModelException("the checkpoint lacks AdamW's " + name + " of this size");
          }
          array.set(FloatBuffer.wrap(value.values()));
        });
    if (!values.containsKey(STEPS)) {
      throw new ModelException("the checkpoint does not say how many steps AdamW has made");
    }
    steps = (long) values.get(STEPS).values()[0];
  }

  @Override
  public void close() {
    manager.close();
  }
}
