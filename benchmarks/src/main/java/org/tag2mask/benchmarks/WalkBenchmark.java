package org.tag2mask.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.tag2mask.runtime.walk.BoundaryAffinity;
import org.tag2mask.runtime.walk.FeatureAffinity;
import org.tag2mask.runtime.walk.PairGeometry;
import org.tag2mask.runtime.walk.Transition;
import org.tag2mask.runtime.walk.WalkBuffers;
import org.tag2mask.runtime.walk.WalkMode;

/**
 * Random walks of a 500×375 image with 4 maps and 256 steps on one thread: IRNet's on its quarter
 * grid and AffinityNet's on its eighth, the transition made anew each time. {@code dense} adds what
 * squaring the dense matrix would take: one float32 product of that size, times 8.
 */
final class WalkBenchmark {
  private static final int WIDTH = 500;
  private static final int HEIGHT = 375;
  private static final int MAPS = 4;
  private static final int STEPS = 256;
  private static final int WARM_UP = 5;
  private static final int FEATURES = 448;

  private WalkBenchmark() {}

  static void run(List<String> arguments) {
    int rows = (HEIGHT + 3) / 4;
    int columns = (WIDTH + 3) / 4;
    float[] edge = random(rows * columns, 1);
    WalkBuffers buffers = new WalkBuffers();
    PairGeometry paths = PairGeometry.paths(5);
    time(
        "IRNet, " + rows + " x " + columns,
        rows * columns,
        () -> BoundaryAffinity.transition(edge, rows, columns, paths, 10, buffers));
    int h = (HEIGHT + 7) / 8;
    int w = (WIDTH + 7) / 8;
    float[] feature = random(FEATURES * h * w, 2);
    PairGeometry pairs = PairGeometry.rows(5);
    time(
        "AffinityNet, " + h + " x " + w,
        h * w,
        () ->
            FeatureAffinity.transition(
                feature, FEATURES, h, w, pairs, 8, WalkMode.COMPLETE, buffers));
    if (arguments.contains("dense")) {
      dense(h * w);
      dense(rows * columns);
    }
  }

  /** Makes a transition. */
  private interface Maker {
    Transition make();
  }

  private static void time(String what, int cells, Maker maker) {
    float[] maps = random(MAPS * cells, 3);
    double[] builds = new double[15];
    double[] walks = new double[15];
    for (int round = -WARM_UP; round < builds.length; round++) {
      long start = System.nanoTime();
      Transition transition = maker.make();
      long built = System.nanoTime();
      transition.walk(maps, MAPS, STEPS);
      if (round >= 0) {
        builds[round] = (built - start) / 1e6;
        walks[round] = (System.nanoTime() - built) / 1e6;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s: transition %.1f ms, %d steps of %d maps %.1f ms%n",
        what,
        Machine.median(builds),
        STEPS,
        MAPS,
        Machine.median(walks));
  }

  private static void dense(int cells) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        NDArray matrix = manager.randomUniform(0, 1, new Shape(cells, cells))) {
      long start = System.nanoTime();
      try (NDArray square = matrix.matMul(matrix)) {
        square.getFloat(0, 0);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "dense, %d x %d: one product %.2f s, eight of them %.1f s, all cores%n",
          cells,
          cells,
          seconds,
          8 * seconds);
    }
  }

  private static float[] random(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }
}
