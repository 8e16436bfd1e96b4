package org.tag2mask.models.head;

import org.tag2mask.models.graph.GraphBuilder;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.graph.Value;

/** Min-max normalisation of every map of a stack by itself, inside a graph. */
final class MinMax {
  private static final double EPSILON = 1e-5;

  private MinMax() {}

  /**
   * {@code (x - min) / (max - min + 1e-5)}, minimum and maximum over the cells of one map.
   *
   * @param maps {@code [N,C,h,w]}
   * @return {@code [N,C,h,w]} in [0, 1); a constant map becomes 0
   */
  static Value of(GraphBuilder g, Value maps) {
    Value flat = g.reshape(maps, 0, 0, -1);
    Value max = g.reduce(Op.Reduction.MAX, flat, 2, true);
    Value min = g.affine(g.reduce(Op.Reduction.MAX, g.affine(flat, -1, 0), 2, true), -1, 0);
    Value range = g.affine(g.binary(Op.Arithmetic.SUB, max, min), 1, EPSILON);
    Value lifted = g.binary(Op.Arithmetic.SUB, flat, min);
    return g.mapLike(g.binary(Op.Arithmetic.DIV, lifted, range), maps);
  }
}
