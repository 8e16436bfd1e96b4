package org.tag2mask.crf.pamr;

import java.util.Arrays;
import java.util.List;

/**
 * The weights of each pixel's neighbours: k<sub>j</sub> = softmax<sub>j</sub> of the mean over the
 * channels c of -|x<sub>c</sub>(i) - x<sub>c</sub>(j)| / (1e-8 + 0.1 s<sub>c</sub>(i)), with s the
 * unbiased standard deviation over the nine cells of all dilations together.
 */
public final class Neighbours {
  private static final float GUARD = 1e-8f;
  private static final float SHARPNESS = 0.1f;

  /** Eight directions, the centre left out. */
  private static final int[][] DIRECTIONS = {
    {-1, -1}, {0, -1}, {1, -1}, {-1, 0}, {1, 0}, {-1, 1}, {0, 1}, {1, 1}
  };

  private final int[] offsets;

  /** {@code [neighbour][pixel]}. */
  private final float[][] weights;

  /**
   * Weights of an image.
   *
   * @param channels the image, padded by the largest dilation
   * @param dilations distances
   */
  public Neighbours(PaddedPlane[] channels, List<Integer> dilations) {
    int width = channels[0].width;
    int height = channels[0].height;
    offsets = offsets(dilations, channels[0].stride);
    weights = new float[offsets.length][width * height];
    float[] sum = new float[width];
    float[] squares = new float[width];
    for (int y = 0; y < height; y++) {
      for (PaddedPlane channel : channels) {
        int row = channel.row(y);
        deviation(channel.values, row, width, dilations.size(), sum, squares);
        for (int j = 0; j < offsets.length; j++) {
          affinity(
              channel.values, row, offsets[j], squares, channels.length, weights[j], y * width);
        }
      }
      softmax(y * width, width, sum, squares);
    }
  }

  private static int[] offsets(List<Integer> dilations, int stride) {
    int[] offsets = new int[dilations.size() * DIRECTIONS.length];
    int next = 0;
    for (int dilation : dilations) {
      for (int[] direction : DIRECTIONS) {
        offsets[next++] = dilation * (direction[0] + direction[1] * stride);
      }
    }
    return offsets;
  }

  /** Leaves 1e-8 + 0.1 s of a row in scale. The centre counts once per dilation. */
  private void deviation(
      float[] x, int row, int width, int dilationCount, float[] mean, float[] scale) {
    int count = offsets.length + dilationCount;
    for (int p = 0; p < width; p++) {
      mean[p] = dilationCount * x[row + p];
    }
    for (int offset : offsets) {
      addRow(x, row + offset, mean, width);
    }
    for (int p = 0; p < width; p++) {
      mean[p] /= count;
      float difference = x[row + p] - mean[p];
      scale[p] = dilationCount * difference * difference;
    }
    for (int offset : offsets) {
      addSquares(x, row + offset, mean, scale, width);
    }
    for (int p = 0; p < width; p++) {
      scale[p] = GUARD + SHARPNESS * (float) Math.sqrt(scale[p] / (count - 1));
    }
  }

  private static void addRow(float[] x, int at, float[] sum, int width) {
    for (int p = 0; p < width; p++) {
      sum[p] += x[at + p];
    }
  }

  private static void addSquares(float[] x, int at, float[] mean, float[] sum, int width) {
    for (int p = 0; p < width; p++) {
      float difference = x[at + p] - mean[p];
      sum[p] += difference * difference;
    }
  }

  private static void affinity(
      float[] x, int row, int offset, float[] scale, int channels, float[] weight, int at) {
    int width = scale.length;
    for (int p = 0; p < width; p++) {
      weight[at + p] -= Math.abs(x[row + p] - x[row + offset + p]) / (scale[p] * channels);
    }
  }

  private void softmax(int at, int width, float[] top, float[] sum) {
    Arrays.fill(top, Float.NEGATIVE_INFINITY);
    Arrays.fill(sum, 0);
    for (float[] weight : weights) {
      for (int p = 0; p < width; p++) {
        top[p] = Math.max(top[p], weight[at + p]);
      }
    }
    for (float[] weight : weights) {
      for (int p = 0; p < width; p++) {
        float e = (float) Math.exp(weight[at + p] - top[p]);
        weight[at + p] = e;
        sum[p] += e;
      }
    }
    for (float[] weight : weights) {
      for (int p = 0; p < width; p++) {
        weight[at + p] /= sum[p];
      }
    }
  }

  /**
   * One averaging step: out(i) = Σ<sub>j</sub> k<sub>j</sub> m(j).
   *
   * @param mask padded like the image
   * @param out one value per pixel from offset on, written
   */
  public void average(PaddedPlane mask, float[] out, int offset) {
    int width = mask.width;
    for (int y = 0; y < mask.height; y++) {
      int row = mask.row(y);
      int to = offset + y * width;
      Arrays.fill(out, to, to + width, 0);
      for (int j = 0; j < offsets.length; j++) {
        addProducts(weights[j], y * width, mask.values, row + offsets[j], out, to, width);
      }
    }
  }

  private static void addProducts(
      float[] weight, int at, float[] mask, int from, float[] out, int to, int width) {
    for (int p = 0; p < width; p++) {
      out[to + p] += weight[at + p] * mask[from + p];
    }
  }
}
