package org.tag2mask.trainer.loss;

import java.util.ArrayList;
import java.util.List;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.walk.WalkMode;

/**
 * The losses over pairs in their textbook form: all pairs listed one by one, in double precision.
 * {@code [channels][h*w]} a map of one image.
 */
final class GatheredPairs {
  private static final double EPSILON = 1e-5;

  /** One pair: cells as flat indices, the way between them, the cells on it, its kind. */
  private record Pair(int source, int destination, int dy, int dx, List<Integer> path, Kind kind) {}

  private enum Kind {
    BACKGROUND,
    FOREGROUND,
    DIFFERENT,
    UNSURE
  }

  private final List<List<Pair>> images = new ArrayList<>();

  GatheredPairs(List<LabelMap> maps, int radius, WalkMode mode) {
    for (LabelMap map : maps) {
      List<Pair> pairs = new ArrayList<>();
      for (int y = 0; y < map.height(); y++) {
        for (int x = 0; x < map.width(); x++) {
          addFrom(map, x, y, radius, mode, pairs);
        }
      }
      images.add(pairs);
    }
  }

  private static void addFrom(
      LabelMap map, int x, int y, int radius, WalkMode mode, List<Pair> pairs) {
    int margin = radius - 1;
    boolean inner = x >= margin && x < map.width() - margin && y < map.height() - margin;
    if (mode == WalkMode.COMPAT && !inner) {
      return;
    }
    for (int dy = 0; dy < radius; dy++) {
      for (int dx = -radius; dx <= radius; dx++) {
        boolean after = dy > 0 || dx > 0;
        boolean near = dy * dy + dx * dx < radius * radius;
        boolean inside = x + dx >= 0 && x + dx < map.width() && y + dy < map.height();
        if (after && near && inside) {
          int w = map.width();
          pairs.add(
              new Pair(
                  y * w + x,
                  (y + dy) * w + x + dx,
                  dy,
                  dx,
                  path(x, y, dx, dy, w),
                  kind(map.label(x, y), map.label(x + dx, y + dy))));
        }
      }
    }
  }

  /** Cells of the bounding box whose distance from the line through both ends is below one. */
  private static List<Integer> path(int x, int y, int dx, int dy, int width) {
    List<Integer> cells = new ArrayList<>();
    for (int row = 0; row <= dy; row++) {
      for (int column = Math.min(0, dx); column <= Math.max(0, dx); column++) {
        double distance = Math.abs(dy * column - dx * row) / Math.hypot(dy, dx);
        if (distance < 1) {
          cells.add((y + row) * width + x + column);
        }
      }
    }
    return cells;
  }

  private static Kind kind(int a, int b) {
    if (a == 255 || b == 255) {
      return Kind.UNSURE;
    }
    if (a != b) {
      return Kind.DIFFERENT;
    }
    return a == 0 ? Kind.BACKGROUND : Kind.FOREGROUND;
  }

  /** AffinityNet's loss on features. */
  double affinity(double[][][] features) {
    Means means = new Means();
    for (int n = 0; n < images.size(); n++) {
      for (Pair pair : images.get(n)) {
        double distance = 0;
        for (double[] channel : features[n]) {
          distance += Math.abs(channel[pair.source] - channel[pair.destination]);
        }
        means.add(pair.kind, Math.exp(-distance / features[n].length));
      }
    }
    return means.loss();
  }

  /** IRNet's loss on edge logits. */
  double boundary(double[][][] edges) {
    Means means = new Means();
    for (int n = 0; n < images.size(); n++) {
      for (Pair pair : images.get(n)) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int cell : pair.path) {
          highest = Math.max(highest, 1 / (1 + Math.exp(-edges[n][0][cell])));
        }
        means.add(pair.kind, 1 - highest);
      }
    }
    return means.loss();
  }

  /** IRNet's loss on displacements. */
  double displacement(double[][][] displacements) {
    double foreground = 0;
    double background = 0;
    long foregrounds = 0;
    long backgrounds = 0;
    for (int n = 0; n < images.size(); n++) {
      double[][] d = displacements[n];
      for (Pair pair : images.get(n)) {
        double rows = d[0][pair.source] - d[0][pair.destination];
        double columns = d[1][pair.source] - d[1][pair.destination];
        if (pair.kind == Kind.FOREGROUND) {
          foreground += Math.abs(rows - pair.dy) + Math.abs(columns - pair.dx);
          foregrounds++;
        } else if (pair.kind == Kind.BACKGROUND) {
          background += Math.abs(rows) + Math.abs(columns);
          backgrounds++;
        }
      }
    }
    return foreground / (2 * foregrounds + EPSILON) / 2
        + background / (2 * backgrounds + EPSILON) / 2;
  }

  /** The mean logarithm of each kind of pair. */
  private static final class Means {
    private final double[] sums = new double[Kind.values().length];
    private final long[] counts = new long[sums.length];

    void add(Kind kind, double affinity) {
      double likely = kind == Kind.DIFFERENT ? 1 + EPSILON - affinity : affinity + EPSILON;
      sums[kind.ordinal()] -= Math.log(likely);
      counts[kind.ordinal()]++;
    }

    double loss() {
      return mean(Kind.BACKGROUND) / 4 + mean(Kind.FOREGROUND) / 4 + mean(Kind.DIFFERENT) / 2;
    }

    private double mean(Kind kind) {
      return sums[kind.ordinal()] / (counts[kind.ordinal()] + EPSILON);
    }
  }
}
