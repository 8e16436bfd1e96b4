package org.tag2mask.models.graph;

import java.util.ArrayList;
import java.util.List;
import org.tag2mask.models.ModelException;

/** The shape rule of {@link Op.Reshape}. */
final class Reshapes {
  private Reshapes() {}

  static Shape infer(Shape in, List<Integer> sizes) {
    List<Dim> left = new ArrayList<>(in.dims());
    List<Dim> dims = new ArrayList<>();
    int rest = -1;
    long known = 1;
    for (int i = 0; i < sizes.size(); i++) {
      int size = sizes.get(i);
      if (size == 0) {
        dims.add(in.get(i));
        left.remove(in.get(i));
      } else if (size == -1 && rest < 0) {
        rest = i;
        dims.add(Dim.of(1));
      } else if (size > 0) {
        dims.add(Dim.of(size));
        known *= size;
      } else {
        throw new ModelException("reshape to " + sizes + " is not possible for " + in);
      }
    }
    if (rest >= 0) {
      dims.set(rest, rest(in, left, known, sizes));
    }
    Shape out = new Shape(dims);
    if (!out.elements().sameAs(in.elements())) {
      throw new ModelException("reshape of " + in + " to " + out + " changes the element count");
    }
    return out;
  }

  /** The size that makes the element counts equal: what is not copied, over the known sizes. */
  private static Dim rest(Shape in, List<Dim> left, long known, List<Integer> sizes) {
    long factor = 1;
    Dim symbolic = Dim.of(1);
    for (Dim dim : left) {
      if (dim.isKnown()) {
        factor *= dim.size();
      } else {
        symbolic = symbolic.times(dim);
      }
    }
    if (factor % known == 0) {
      return symbolic.times(factor / known);
    }
    throw new ModelException(
        "reshape of " + in + " to " + sizes + ": " + factor + " is no multiple of " + known);
  }
}
