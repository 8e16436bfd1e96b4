package org.tag2mask.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Locale;

/**
 * What the public code does instead of walking: it squares the dense matrix 8 times. One float32
 * product of that size is measured and told times 8.
 */
final class DenseWalk {
  private DenseWalk() {}

  static void measure(WalkCase walk) {
    int cells = walk.cells();
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        NDArray matrix = manager.randomUniform(0, 1, new Shape(cells, cells))) {
      long start = System.nanoTime();
      try (NDArray square = matrix.matMul(matrix)) {
        square.getFloat(0, 0);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%-12s dense, %d x %d: one product %.2f s, eight of them %.1f s, all cores%n",
          walk.name(),
          cells,
          cells,
          seconds,
          8 * seconds);
    }
  }
}
