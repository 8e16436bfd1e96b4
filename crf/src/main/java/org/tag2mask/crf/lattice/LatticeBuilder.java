package org.tag2mask.crf.lattice;

/** Builds a {@link Lattice} from features. */
public final class LatticeBuilder {
  private final PointTable table = new PointTable();

  /**
   * Embeds all pixels and links neighbouring points.
   *
   * @throws IllegalArgumentException if the features span more than the keys can hold
   */
  public Lattice build(FeatureSource source) {
    KeyLayout layout = new KeyLayout(source);
    source.scale(layout.factor);
    int n = source.dimensions() + 1;
    int pixels = source.pixels();
    int[] index = new int[pixels * n];
    float[] weight = new float[pixels * n];
    table.clear();
    Embedding embedding = new Embedding(n - 1);
    for (int from = 0; from < pixels; from += Embedding.CHUNK) {
      int count = Math.min(Embedding.CHUNK, pixels - from);
      embedding.embed(source, from, count);
      place(embedding, layout, from, count, index, weight);
    }
    int points = table.count();
    int[][] next = new int[n][points + 1];
    int[][] previous = new int[n][points + 1];
    for (int axis = 0; axis < n; axis++) {
      link(next[axis], previous[axis], layout.step[axis], points);
    }
    return new Lattice(n, pixels, points, index, weight, next, previous);
  }

  private void place(
      Embedding embedding, KeyLayout layout, int from, int count, int[] index, float[] weight) {
    int d = layout.dimensions;
    float unit = 1f / (embedding.fixed * (d + 1));
    int[] sorted = new int[d + 1];
    long[] stepByRank = new long[d + 1];
    int[][] base = embedding.base;
    int[][] rank = embedding.rank;
    int[][] residual = embedding.residual;
    for (int p = 0; p < count; p++) {
      long key = layout.origin;
      for (int i = 0; i <= d; i++) {
        int r = rank[i][p];
        sorted[r] = residual[i][p];
        stepByRank[r] = layout.step[i];
        if (i < d) {
          key += (long) (base[i][p] * (d + 1)) << layout.shift[i];
        }
      }
      int at = (from + p) * (d + 1);
      index[at] = table.put(key);
      weight[at] = 1 + (sorted[d] - sorted[0]) * unit;
      for (int k = 1; k <= d; k++) {
        key += stepByRank[d - k + 1];
        index[at + k] = table.put(key);
        weight[at + k] = (sorted[d - k] - sorted[d - k + 1]) * unit;
      }
    }
  }

  /** Looks neighbours up one way only; the other way is the inverse. */
  private void link(int[] next, int[] previous, long step, int points) {
    for (int point = 1; point <= points; point++) {
      int neighbour = table.get(table.key(point) + step);
      next[point] = neighbour;
      previous[neighbour] = point;
    }
    previous[0] = 0;
  }
}
