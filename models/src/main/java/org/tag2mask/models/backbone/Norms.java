package org.tag2mask.models.backbone;

import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Value;
import org.tag2mask.models.network.NetworkSpec;

/**
 * Batch normalisation as an option of a backbone: {@code norm=frozen} (default; the stored
 * statistics and affine, never changed) or {@code norm=trained}.
 */
record Norms(boolean frozen, double momentum) {
  static final String OPTION = "norm";
  private static final double EPSILON = 1e-5;

  static Norms of(NetworkSpec spec, double momentum) {
    return new Norms(spec.oneOf(OPTION, "frozen", "frozen", "trained").equals("frozen"), momentum);
  }

  Value apply(GraphBuilder g, String name, Value x) {
    return frozen ? g.frozenBatchNorm(name, x, EPSILON) : g.batchNorm(name, x, EPSILON, momentum);
  }
}
