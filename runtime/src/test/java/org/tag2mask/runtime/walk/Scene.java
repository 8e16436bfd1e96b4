package org.tag2mask.runtime.walk;

import java.util.Random;
import org.ejml.data.DMatrixRMaj;

/** Maps, boundaries and features made up for tests, and affinities by their definition. */
final class Scene {
  private Scene() {}

  /** Smooth boundary probabilities, some of them high. */
  static float[] edges(int height, int width, long seed) {
    Random random = new Random(seed);
    float[] edge = new float[height * width];
    for (int i = 0; i < edge.length; i++) {
      edge[i] = (float) Math.pow(random.nextDouble(), 5);
    }
    return edge;
  }

  static float[] maps(int channels, int cells, long seed) {
    Random random = new Random(seed);
    float[] maps = new float[channels * cells];
    for (int i = 0; i < maps.length; i++) {
      maps[i] = random.nextFloat() * random.nextFloat();
    }
    return maps;
  }

  static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  /**
   * IRNet's affinities between all cells: 1 minus the highest boundary on the cells of the bounding
   * box that lie nearer than one cell to the line, for pairs nearer than the radius.
   */
  static DMatrixRMaj boundaryAffinity(float[] edge, int height, int width, int radius) {
    int n = height * width;
    DMatrixRMaj affinity = new DMatrixRMaj(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        int dy = j / width - i / width;
        int dx = j % width - i % width;
        double length = Math.hypot(dy, dx);
        if (i == j) {
          affinity.set(i, j, 1);
        } else if (length < radius) {
          double highest = 0;
          for (int y = Math.min(0, dy); y <= Math.max(0, dy); y++) {
            for (int x = Math.min(0, dx); x <= Math.max(0, dx); x++) {
              if (Math.abs(dy * x - dx * y) / length < 1 - 1e-9) {
                highest = Math.max(highest, edge[i + y * width + x]);
              }
            }
          }
          affinity.set(i, j, (float) (1 - highest));
        }
      }
    }
    return affinity;
  }

  static double worst(double[] a, double[] b) {
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      worst = Math.max(worst, Math.abs(a[i] - b[i]));
    }
    return worst;
  }

  static double highest(double[] values) {
    double highest = 0;
    for (double value : values) {
      highest = Math.max(highest, Math.abs(value));
    }
    return highest;
  }
}
