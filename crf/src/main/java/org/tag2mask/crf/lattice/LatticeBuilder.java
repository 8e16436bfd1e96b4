package org.tag2mask.crf.lattice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tag2mask.crf.parallel.Crew;
import org.tag2mask.crf.parallel.Stripes;

/**
 * Builds a {@link Lattice} from features; keeps its tables from image to image.
 *
 * <p>Each stripe of the image numbers its points on its own; the stripes' points are then put into
 * the first stripe's table in order, which makes the numbers independent of the threads. Points are
 * numbered as the image first touches them, so that neighbouring pixels find theirs close together.
 */
public final class LatticeBuilder {
  private final List<StripePoints> parts = new ArrayList<>();

  /**
   * Embeds all pixels and links neighbouring points.
   *
   * @param source features of the image
   * @param crew threads to use
   * @param stripes the division of the image
   * @param old a lattice that is no longer needed, whose arrays may be taken; or null
   * @throws IllegalArgumentException if the features span more than the keys can hold
   */
  public Lattice build(FeatureSource source, Crew crew, Stripes stripes, Lattice old) {
    KeyLayout layout = new KeyLayout(source);
    source.scale(layout.factor);
    int n = source.dimensions() + 1;
    int size = Math.multiplyExact(source.pixels(), n);
    int[] index = old != null && old.index.length >= size ? old.index : new int[size];
    float[] weight = old != null && old.weight.length >= size ? old.weight : new float[size];
    while (parts.size() < stripes.count()) {
      parts.add(new StripePoints());
    }
    crew.run(
        stripes.count(),
        stripe ->
            parts
                .get(stripe)
                .place(
                    source, layout, stripes.from(stripe), stripes.from(stripe + 1), index, weight));
    PointTable all = parts.get(0).table;
    int[] low = new int[stripes.count()];
    int[] high = new int[stripes.count()];
    low[0] = 1;
    high[0] = all.count() + 1;
    for (int stripe = 1; stripe < stripes.count(); stripe++) {
      parts.get(stripe).merge(all, stripe, low, high);
    }
    crew.run(
        stripes.count() - 1,
        part ->
            parts
                .get(part + 1)
                .renumber(index, stripes.from(part + 1) * n, stripes.from(part + 2) * n));
    int points = all.count();
    int[][] next = room(old == null ? null : old.next, n, points + 1);
    int[][] previous = room(old == null ? null : old.previous, n, points + 1);
    crew.run(n, axis -> link(all, next[axis], previous[axis], layout.step[axis], points));
    return new Lattice(n, source.pixels(), points, index, weight, next, previous, low, high);
  }

  private static int[][] room(int[][] old, int axes, int size) {
    if (old != null && old.length == axes && old[0].length >= size) {
      return old;
    }
    return new int[axes][size + size / 8];
  }

  /** Looks neighbours up one way only; the other way is the inverse. */
  private static void link(PointTable all, int[] next, int[] previous, long step, int points) {
    Arrays.fill(previous, 0, points + 1, 0);
    for (int point = 1; point <= points; point++) {
      int neighbour = all.get(all.key(point) + step);
      next[point] = neighbour;
      previous[neighbour] = point;
    }
    previous[0] = 0;
  }
}
