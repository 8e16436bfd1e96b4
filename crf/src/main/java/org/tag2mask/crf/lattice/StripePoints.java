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
    int[] base0 = embedding.base[0];
    int[] base1 = embedding.base[1];
    int[] base2 = embedding.base[2];
    int[] base3 = embedding.base[3];
    int[] base4 = embedding.base[4];
    int[] rank0 = embedding.rank[0];
    int[] rank1 = embedding.rank[1];
    int[] rank2 = embedding.rank[2];
    int[] rank3 = embedding.rank[3];
    int[] rank4 = embedding.rank[4];
    int[] rank5 = embedding.rank[5];
    int[] residual0 = embedding.residual[0];
    int[] residual1 = embedding.residual[1];
    int[] residual2 = embedding.residual[2];
    int[] residual3 = embedding.residual[3];
    int[] residual4 = embedding.residual[4];
    int[] residual5 = embedding.residual[5];
    int shift1 = layout.shift[1];
    int shift2 = layout.shift[2];
    int shift3 = layout.shift[3];
    int shift4 = layout.shift[4];
    long step0 = layout.step[0];
    long step1 = layout.step[1];
    long step2 = layout.step[2];
    long step3 = layout.step[3];
    long step4 = layout.step[4];
    long step5 = layout.step[5];
    long[] steps = stepByRank;
    int[] order = sorted;
    float unit = 1f / (embedding.fixed * 6);
    for (int p = 0, at = from * 6; p < count; p++, at += 6) {
      int r0 = rank0[p];
      order[r0] = residual0[p];
      steps[r0] = step0;
      int r1 = rank1[p];
      order[r1] = residual1[p];
      steps[r1] = step1;
      int r2 = rank2[p];
      order[r2] = residual2[p];
      steps[r2] = step2;
      int r3 = rank3[p];
      order[r3] = residual3[p];
      steps[r3] = step3;
      int r4 = rank4[p];
      order[r4] = residual4[p];
      steps[r4] = step4;
      int r5 = rank5[p];
      order[r5] = residual5[p];
      steps[r5] = step5;
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
