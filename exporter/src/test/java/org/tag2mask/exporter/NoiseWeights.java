package org.tag2mask.exporter;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tag2mask.models.graph.Graph;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;

/**
 * Uniform noise for every parameter, made when it is asked for and quickly, for networks of a
 * hundred million parameters. Its spread keeps the size of maps from layer to layer: variance 2/fan
 * in for convolutions, 1/fan in for dense layers.
 */
final class NoiseWeights {
  private NoiseWeights() {}

  static ParameterSet of(Graph graph) {
    Map<String, ParameterSet.Deferred> values = new LinkedHashMap<>();
    for (Parameter p : graph.parameters()) {
      values.put(p.name(), new ParameterSet.Deferred(p.shape(), () -> tensor(p)));
    }
    return ParameterSet.deferred(values);
  }

  private static Tensor tensor(Parameter p) {
    return switch (p.kind()) {
      case WEIGHT -> uniform(p, 0, bound(p.shape()));
      case BIAS, NORM_SHIFT -> uniform(p, 0, 0.1);
      case NORM_SCALE -> uniform(p, 0.75, 0.25);
      case STATISTIC -> p.name().endsWith("var") ? uniform(p, 1, 0.5) : uniform(p, 0, 0.2);
    };
  }

  private static double bound(int[] shape) {
    if (shape.length == 4) {
      return Math.sqrt(6.0 / (shape[1] * shape[2] * shape[3]));
    }
    return shape.length == 2 ? Math.sqrt(3.0 / shape[1]) : 0.1;
  }

  /** Values in [middle-bound, middle+bound), by a linear congruential generator. */
  private static Tensor uniform(Parameter p, double middle, double bound) {
    float[] values = new float[Math.toIntExact(Tensor.elements(p.shape()))];
    long state = p.name().hashCode();
    for (int i = 0; i < values.length; i++) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      values[i] = (float) (middle + bound * 0x1p-31 * (int) (state >>> 32));
    }
    return new Tensor(p.shape(), values);
  }
}
