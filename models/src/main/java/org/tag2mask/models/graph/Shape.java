package org.tag2mask.models.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The sizes of a value, outermost first.
 *
 * @param dims the sizes
 */
public record Shape(List<Dim> dims) {

  /** Copies the list. */
  public Shape {
    dims = List.copyOf(dims);
  }

  /** A shape of these sizes. */
  public static Shape of(Dim... dims) {
    return new Shape(List.of(dims));
  }

  /** A shape of known sizes. */
  public static Shape known(int... sizes) {
    List<Dim> dims = new ArrayList<>();
    for (int size : sizes) {
      dims.add(Dim.of(size));
    }
    return new Shape(dims);
  }

  /** The number of sizes. */
  public int rank() {
    return dims.size();
  }

  /** One size; negative axes count from the end. */
  public Dim get(int axis) {
    return dims.get(axis < 0 ? axis + dims.size() : axis);
  }

  /** The same shape with one size replaced. */
  public Shape with(int axis, Dim dim) {
    List<Dim> copy = new ArrayList<>(dims);
    copy.set(axis < 0 ? axis + dims.size() : axis, dim);
    return new Shape(copy);
  }

  /** The product of all sizes. */
  public Dim elements() {
    Dim product = Dim.of(1);
    for (Dim dim : dims) {
      product = product.times(dim);
    }
    return product;
  }

  /** The sizes for given symbols. */
  public long[] at(Map<String, Long> symbols) {
    return dims.stream().mapToLong(d -> d.at(symbols)).toArray();
  }

  /** Whether both shapes have the same sizes at every probed size. */
  public boolean sameAs(Shape other) {
    if (rank() != other.rank()) {
      return false;
    }
    for (int i = 0; i < rank(); i++) {
      if (!get(i).sameAs(other.get(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return dims.stream().map(Dim::toString).collect(Collectors.joining(",", "[", "]"));
  }
}
