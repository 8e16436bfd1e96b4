package org.tag2mask.trainer.loss;

import java.util.Arrays;

/** The terms of SEAM's loss cell by cell, for views of one size. */
record NaiveSeamLoss(int images, int classes, int cells, double[] tags) {

  double minimum(double[] refined) {
    double sum = 0;
    for (int n = 0; n < images; n++) {
      double[] largest = new double[cells];
      for (int i = 0; i < cells; i++) {
        largest[i] = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
          double value = refined[(n * (classes + 1) + c + 1) * cells + i];
          largest[i] = Math.max(largest[i], value * tags[n * classes + c]);
        }
      }
      Arrays.sort(largest);
      for (int i = 0; i < cells / 4; i++) {
        sum += Math.max(0, largest[i]);
      }
    }
    return sum / (images * (cells / 4));
  }

  double equivariance(double[] first, double[] second) {
    double sum = 0;
    for (int row = 0; row < images * classes; row++) {
      for (int i = 0; i < cells; i++) {
        double difference = normalized(first, row, i) - normalized(second, row, i);
        sum += tags[row] * Math.abs(difference);
      }
    }
    return sum / (images * classes * cells);
  }

  double cross(double[] maps, double[] refined) {
    double sum = 0;
    int count = (int) ((classes + 1) * cells * 0.2);
    for (int n = 0; n < images; n++) {
      double[] differences = new double[(classes + 1) * cells];
      for (int i = 0; i < cells; i++) {
        double largest = 0;
        for (int c = 0; c < classes; c++) {
          largest = Math.max(largest, seed(maps, n, c, i));
        }
        differences[i] = Math.abs(1 - largest - normalized(refined, n * (classes + 1), i));
        for (int c = 0; c < classes; c++) {
          double seed = seed(maps, n, c, i);
          double target = seed == largest ? seed : 0;
          double own = tags[n * classes + c] * normalized(refined, n * (classes + 1) + c + 1, i);
          differences[(c + 1) * cells + i] = Math.abs(target - own);
        }
      }
      Arrays.sort(differences);
      for (int i = 0; i < count; i++) {
        sum += differences[differences.length - 1 - i];
      }
    }
    return sum / (images * count);
  }

  private double seed(double[] maps, int n, int c, int i) {
    return tags[n * classes + c] * normalized(maps, n * classes + c, i);
  }

  private double normalized(double[] x, int row, int i) {
    double min = Double.POSITIVE_INFINITY;
    double max = 0;
    for (int j = 0; j < cells; j++) {
      double p = Math.max(0, x[row * cells + j]);
      min = Math.min(min, p);
      max = Math.max(max, p);
    }
    return Math.max(0, Math.max(0, x[row * cells + i]) - min - 1e-5) / (max - min + 1e-5);
  }
}
