package org.tag2mask.crf.lattice;

/**
 * How a lattice point's integer coordinates are packed into one long. Field widths follow from the
 * range of the features, so that no image overflows unnoticed.
 *
 * <p>A lattice point has d+1 coordinates that sum to 0; the first d are stored, each in a field
 * wide enough for every point an image can touch and its neighbours. Stepping to the neighbour
 * along axis j adds 1 to every coordinate and subtracts d+1 from coordinate j: one addition of
 * {@link #step}.
 */
final class KeyLayout {
  /** Beyond this many lattice spacings float coordinates have no digits left for the weights. */
  private static final double FARTHEST = 1 << 18;

  final int dimensions;

  /** Factor from feature to g, per dimension (Adams et al., Section 3.1). */
  final float[] factor;

  /** Bit position of each stored coordinate. */
  final int[] shift;

  /** Packed offsets that keep every field at or above 1, so that no key is 0. */
  final long origin;

  /** What to add to a key to step along each of the d+1 axes. */
  final long[] step;

  KeyLayout(FeatureSource source) {
    int d = source.dimensions();
    dimensions = d;
    factor = new float[d];
    double[] low = new double[d];
    double[] high = new double[d];
    // The blur has a standard deviation of sqrt(2/3) (d+1) in lattice coordinates.
    float deviation = (float) (Math.sqrt(2.0 / 3.0) * (d + 1));
    for (int i = 0; i < d; i++) {
      factor[i] = (float) (1.0 / Math.sqrt((i + 2.0) * (i + 1.0)) * deviation);
      low[i] = source.low(i) * factor[i];
      high[i] = source.high(i) * factor[i];
    }
    double farthest = 0;
    long packed = 0;
    int bits = 0;
    shift = new int[d];
    for (int j = 0; j <= d; j++) {
      double least = j == 0 ? 0 : -j * high[j - 1];
      double most = j == 0 ? 0 : -j * low[j - 1];
      for (int i = j; i < d; i++) {
        least += low[i];
        most += high[i];
      }
      farthest = Math.max(farthest, Math.max(Math.abs(least), Math.abs(most)) / (d + 1));
      if (j < d) {
        // Three spacings on either side: rounding, the vertices of the simplex, their neighbours.
        double first = (d + 1) * (Math.floor(least / (d + 1)) - 3);
        double last = (d + 1) * (Math.ceil(most / (d + 1)) + 3);
        int field = bitsFor(last - first + 2);
        shift[j] = bits;
        if (bits + field <= 63) {
          packed += (long) (1 - first) << bits;
        }
        bits += field;
      }
    }
    if (bits > 63 || farthest > FARTHEST) {
      throw new IllegalArgumentException(
          "features span too many standard deviations ("
              + spans(source)
              + "; the lattice key needs "
              + bits
              + " bits of 63): use larger standard deviations or a smaller image");
    }
    origin = packed;
    long ones = 0;
    for (int j = 0; j < d; j++) {
      ones += 1L << shift[j];
    }
    step = new long[d + 1];
    for (int j = 0; j < d; j++) {
      step[j] = ones - ((long) (d + 1) << shift[j]);
    }
    step[d] = ones;
  }

  private static int bitsFor(double range) {
    return range >= 1e15 ? 64 : 64 - Long.numberOfLeadingZeros((long) range);
  }

  private static String spans(FeatureSource source) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < source.dimensions(); i++) {
      text.append(i == 0 ? "" : " x ").append(Math.round(source.high(i) - source.low(i)));
    }
    return text.toString();
  }
}
