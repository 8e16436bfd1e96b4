package org.tag2mask.crf.lattice;

/** The lattice points that one stripe of an image touches, numbered by the stripe itself. */
final class StripePoints {
  final PointTable table = new PointTable();
  private Embedding embedding;
  private int dimensions;
  private int[] numbers = new int[0];
  private long[] stepByRank;
  private int[] sorted;

  /** Writes the vertices and weights of the pixels start .. end-1. */
  void place(
      FeatureSource source, KeyLayout layout, int start, int end, int[] index, float[] weight) {
    table.clear();
    if (embedding == null || dimensions != layout.dimensions) {
      dimensions = layout.dimensions;
      embedding = new Embedding(dimensions);
      stepByRank = new long[dimensions + 1];
      sorted = new int[dimensions + 1];
    }
    for (int from = start; from < end; from += Embedding.CHUNK) {
      int count = Math.min(Embedding.CHUNK, end - from);
      embedding.embed(source, from, count);
      if (dimensions == 5) {
        placeFive(layout, from, count, index, weight);
      } else {
        placeAny(layout, from, count, index, weight);
      }
    }
  }

  private void placeAny(KeyLayout layout, int from, int count, int[] index, float[] weight) {
    int d = dimensions;
    float unit = 1f / (embedding.fixed * (d + 1));
    long[] steps = stepByRank;
    int[] order = sorted;
    int[][] base = embedding.base;
    int[][] rank = embedding.rank;
    int[][] residual = embedding.residual;
    for (int p = 0; p < count; p++) {
      long key = layout.origin;
      for (int i = 0; i <= d; i++) {
        int r = rank[i][p];
        order[r] = residual[i][p];
        steps[r] = layout.step[i];
        if (i < d) {
          key += (long) (base[i][p] * (d + 1)) << layout.shift[i];
        }
      }
      int at = (from + p) * (d + 1);
      index[at] = table.put(key);
      weight[at] = 1 + (order[d] - order[0]) * unit;
      for (int k = 1; k <= d; k++) {
        key += steps[d - k + 1];
        index[at + k] = table.put(key);
        weight[at + k] = (order[d - k] - order[d - k + 1]) * unit;
      }
    }
  }

  /** The same for positions and colours, written out. */
  private void placeFive(KeyLayout layout, int from, int count, int[] index, float[] weight) {
    int[][] base = embedding.base;
    int[][] rank = embedding.rank;
    int[][] residual = embedding.residual;
    int[] base0 = base[0];
    int[] base1 = base[1];
    int[] base2 = base[2];
    int[] base3 = base[3];
    int[] base4 = base[4];
    int shift1 = layout.shift[1];
    int shift2 = layout.shift[2];
    int shift3 = layout.shift[3];
    int shift4 = layout.shift[4];
    long[] steps = stepByRank;
    int[] order = sorted;
    float unit = 1f / (embedding.fixed * 6);
    for (int p = 0, at = from * 6; p < count; p++, at += 6) {
      sort(0, p, rank, residual, layout);
      sort(1, p, rank, residual, layout);
      sort(2, p, rank, residual, layout);
      sort(3, p, rank, residual, layout);
      sort(4, p, rank, residual, layout);
      sort(5, p, rank, residual, layout);
      long multiples =
          base0[p]
              + ((long) base1[p] << shift1)
              + ((long) base2[p] << shift2)
              + ((long) base3[p] << shift3)
              + ((long) base4[p] << shift4);
      long key = layout.origin + 6 * multiples;
      index[at] = table.put(key);
      weight[at] = 1 + (order[5] - order[0]) * unit;
      key += steps[5];
      index[at + 1] = table.put(key);
      weight[at + 1] = (order[4] - order[5]) * unit;
      key += steps[4];
      index[at + 2] = table.put(key);
      weight[at + 2] = (order[3] - order[4]) * unit;
      key += steps[3];
      index[at + 3] = table.put(key);
      weight[at + 3] = (order[2] - order[3]) * unit;
      key += steps[2];
      index[at + 4] = table.put(key);
      weight[at + 4] = (order[1] - order[2]) * unit;
      key += steps[1];
      index[at + 5] = table.put(key);
      weight[at + 5] = (order[0] - order[1]) * unit;
    }
  }

  private void sort(int i, int p, int[][] rank, int[][] residual, KeyLayout layout) {
    int r = rank[i][p];
    sorted[r] = residual[i][p];
    stepByRank[r] = layout.step[i];
  }

  /** Puts this stripe's points into the common table and notes the range of their numbers there. */
  void merge(PointTable all, int stripe, int[] low, int[] high) {
    int count = table.count();
    if (numbers.length <= count) {
      numbers = new int[count + count / 8 + 1];
    }
    int least = Integer.MAX_VALUE;
    int most = 0;
    for (int point = 1; point <= count; point++) {
      int number = all.put(table.key(point));
      numbers[point] = number;
      least = Math.min(least, number);
      most = Math.max(most, number);
    }
    low[stripe] = least;
    high[stripe] = most + 1;
  }

  /** Replaces own numbers by common ones. */
  void renumber(int[] index, int from, int to) {
    for (int i = from; i < to; i++) {
      index[i] = numbers[index[i]];
    }
  }
}
