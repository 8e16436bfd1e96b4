package org.tag2mask.runtime.image;

/**
 * The separable fixed-point resize of Pillow's 8-bit images. Each output sample is a weighted sum
 * of the inputs under the (widened) filter; the two passes run columns first, and a pass whose
 * length does not change is left out.
 */
final class PillowResize {
  /**
   * 32 bits less 8 for the sample and 2 for overshoot: the precision Pillow keeps its weights at.
   */
  private static final int FRACTION_BITS = 22;

  private static final int HALF = 1 << (FRACTION_BITS - 1);

  private final Resampling filter;

  PillowResize(Resampling filter) {
    this.filter = filter;
  }

  /** For each output sample: the first input under the filter, how many, and their weights. */
  private record Taps(int[] first, int[] count, int[] weights, int stride) {}

  RgbImage resize(RgbImage image, int width, int height) {
    byte[] pixels = image.array();
    if (width != image.width()) {
      pixels = alongRows(pixels, image.width(), image.height(), width);
    }
    if (height != image.height()) {
      pixels = alongColumns(pixels, width, image.height(), height);
    }
    return RgbImage.wrap(width, height, pixels);
  }

  private byte[] alongRows(byte[] in, int oldWidth, int height, int width) {
    Taps taps = taps(oldWidth, width);
    byte[] out = new byte[3 * width * height];
    for (int y = 0, to = 0; y < height; y++) {
      int row = 3 * y * oldWidth;
      for (int x = 0; x < width; x++) {
        int from = row + 3 * taps.first[x];
        int red = HALF;
        int green = HALF;
        int blue = HALF;
        int w = x * taps.stride;
        for (int end = w + taps.count[x]; w < end; w++, from += 3) {
          int weight = taps.weights[w];
          red += weight * (in[from] & 0xff);
          green += weight * (in[from + 1] & 0xff);
          blue += weight * (in[from + 2] & 0xff);
        }
        out[to++] = clip(red);
        out[to++] = clip(green);
        out[to++] = clip(blue);
      }
    }
    return out;
  }

  private byte[] alongColumns(byte[] in, int width, int oldHeight, int height) {
    Taps taps = taps(oldHeight, height);
    int row = 3 * width;
    byte[] out = new byte[row * height];
    int[] sums = new int[row];
    for (int y = 0; y < height; y++) {
      java.util.Arrays.fill(sums, HALF);
      for (int k = 0; k < taps.count[y]; k++) {
        int weight = taps.weights[y * taps.stride + k];
        int from = (taps.first[y] + k) * row;
        for (int i = 0; i < row; i++) {
          sums[i] += weight * (in[from + i] & 0xff);
        }
      }
      for (int i = 0; i < row; i++) {
        out[y * row + i] = clip(sums[i]);
      }
    }
    return out;
  }

  private Taps taps(int from, int to) {
    double scale = (double) from / to;
    double widened = Math.max(1, scale);
    double support = filter.support() * widened;
    int stride = (int) Math.ceil(support) * 2 + 1;
    int[] first = new int[to];
    int[] count = new int[to];
    int[] weights = new int[to * stride];
    double[] exact = new double[stride];
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * scale;
      int begin = Math.max(0, (int) (centre - support + 0.5));
      int end = Math.min(from, (int) (centre + support + 0.5));
      double sum = 0;
      for (int j = begin; j < end; j++) {
        // Multiplied by the reciprocal, not divided: the last bit of a weight depends on it.
        exact[j - begin] = filter.weight((j - centre + 0.5) * (1 / widened));
        sum += exact[j - begin];
      }
      first[i] = begin;
      count[i] = end - begin;
      for (int j = 0; j < end - begin; j++) {
        double weight = sum == 0 ? exact[j] : exact[j] / sum;
        double scaled = weight * (1 << FRACTION_BITS);
        weights[i * stride + j] = (int) (weight < 0 ? scaled - 0.5 : scaled + 0.5);
      }
    }
    return new Taps(first, count, weights, stride);
  }

  private static byte clip(int sum) {
    int value = sum >> FRACTION_BITS;
    return (byte) (value < 0 ? 0 : Math.min(value, 255));
  }
}
