package org.tag2mask.models.graph;

import java.util.Map;
import java.util.TreeMap;
import org.tag2mask.models.ModelException;

/**
 * One size of a value: a number, or an expression in the symbols {@code N} (batch), {@code H} and
 * {@code W} (image height and width), {@code H2} and {@code W2} (those of a second image).
 *
 * <p>Two expressions that are built differently may still be the same size; {@link #sameAs} decides
 * by evaluating both at several sizes that have no common structure.
 */
public sealed interface Dim {

  /** The batch size. */
  Dim N = new Symbol("N");

  /** The height of the input image. */
  Dim H = new Symbol("H");

  /** The width of the input image. */
  Dim W = new Symbol("W");

  /** The height of a second input image. */
  Dim H2 = new Symbol("H2");

  /** The width of a second input image. */
  Dim W2 = new Symbol("W2");

  /** A fixed size. */
  record Known(long value) implements Dim {
    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  /** A size known when the network runs. */
  record Symbol(String name) implements Dim {
    @Override
    public String toString() {
      return name;
    }
  }

  /** {@code factor · of + offset}. */
  record Scaled(Dim of, long factor, long offset) implements Dim {
    @Override
    public String toString() {
      String product = factor == 1 ? of.toString() : factor + "*" + of;
      return offset == 0 ? product : "(" + product + (offset > 0 ? "+" : "") + offset + ")";
    }
  }

  /** {@code floor(of / divisor)}. */
  record Quotient(Dim of, long divisor) implements Dim {
    @Override
    public String toString() {
      return of + "/" + divisor;
    }
  }

  /** The product of two unknown sizes, for example the number of pixels. */
  record Product(Dim left, Dim right) implements Dim {
    @Override
    public String toString() {
      return left + "*" + right;
    }
  }

  /** The sum of two unknown sizes. */
  record Sum(Dim left, Dim right) implements Dim {
    @Override
    public String toString() {
      return "(" + left + "+" + right + ")";
    }
  }

  /** A fixed size. */
  static Dim of(long value) {
    return new Known(value);
  }

  /** {@code this + k}. */
  default Dim plus(long k) {
    if (k == 0) {
      return this;
    }
    if (this instanceof Known known) {
      return of(known.value() + k);
    }
    if (this instanceof Scaled s) {
      return s.factor() == 1 && s.offset() + k == 0
          ? s.of()
          : new Scaled(s.of(), s.factor(), s.offset() + k);
    }
    return new Scaled(this, 1, k);
  }

  /** {@code this + other}. */
  default Dim plus(Dim other) {
    if (other instanceof Known known) {
      return plus(known.value());
    }
    return this instanceof Known known ? other.plus(known.value()) : new Sum(this, other);
  }

  /** {@code this · k}. */
  default Dim times(long k) {
    if (k == 1) {
      return this;
    }
    if (this instanceof Known known) {
      return of(known.value() * k);
    }
    if (this instanceof Scaled s) {
      return new Scaled(s.of(), s.factor() * k, s.offset() * k);
    }
    return new Scaled(this, k, 0);
  }

  /** {@code this · other}. */
  default Dim times(Dim other) {
    if (other instanceof Known known) {
      return times(known.value());
    }
    return this instanceof Known known ? other.times(known.value()) : new Product(this, other);
  }

  /** {@code floor(this / k)}. */
  default Dim floorDiv(long k) {
    if (k == 1) {
      return this;
    }
    return this instanceof Known known
        ? of(Math.floorDiv(known.value(), k))
        : new Quotient(this, k);
  }

  /** {@code ceil(this / k)}. */
  default Dim ceilDiv(long k) {
    return plus(k - 1).floorDiv(k);
  }

  /**
   * The size for given symbols.
   *
   * @param symbols values of the symbols in it, by name
   * @throws ModelException if a symbol has no value
   */
  default long at(Map<String, Long> symbols) {
    if (this instanceof Known known) {
      return known.value();
    }
    if (this instanceof Symbol symbol) {
      Long value = symbols.get(symbol.name());
      if (value == null) {
        throw new ModelException("no value for the symbolic size '" + symbol.name() + "'");
      }
      return value;
    }
    if (this instanceof Scaled s) {
      return s.of().at(symbols) * s.factor() + s.offset();
    }
    if (this instanceof Quotient q) {
      return Math.floorDiv(q.of().at(symbols), q.divisor());
    }
    if (this instanceof Sum s) {
      return s.left().at(symbols) + s.right().at(symbols);
    }
    Product p = (Product) this;
    return p.left().at(symbols) * p.right().at(symbols);
  }

  /** Whether this is a number. */
  default boolean isKnown() {
    return this instanceof Known;
  }

  /**
   * The number.
   *
   * @throws ModelException if the size is symbolic
   */
  default int size() {
    if (this instanceof Known known) {
      return Math.toIntExact(known.value());
    }
    throw new ModelException("the size " + this + " is symbolic where a number is needed");
  }

  /** Whether both expressions have the same value at every probed size. */
  default boolean sameAs(Dim other) {
    if (equals(other)) {
      return true;
    }
    if (isKnown() && other.isKnown()) {
      return false;
    }
    long[][] probes = {
      {1, 97, 131, 75, 203},
      {2, 224, 320, 401, 96},
      {3, 513, 400, 128, 289},
      {5, 64, 48, 333, 57},
      {2, 331, 255, 80, 512}
    };
    for (long[] probe : probes) {
      Map<String, Long> symbols = symbols(probe[0], probe[1], probe[2], probe[3], probe[4]);
      if (at(symbols) != other.at(symbols)) {
        return false;
      }
    }
    return true;
  }

  /** Values for the symbols of a graph of one image. */
  static Map<String, Long> symbols(long batch, long height, long width) {
    return new TreeMap<>(Map.of("N", batch, "H", height, "W", width));
  }

  /** Values for the symbols of a graph of two images. */
  static Map<String, Long> symbols(long batch, long height, long width, long height2, long width2) {
    Map<String, Long> all = symbols(batch, height, width);
    all.put("H2", height2);
    all.put("W2", width2);
    return all;
  }
}
