package org.tag2mask.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.tag2mask.crf.CrfSettings;
import org.tag2mask.crf.CrfWorkspace;
import org.tag2mask.crf.DenseCrf;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.runtime.image.RgbImage;

/**
 * The dense CRF on one photo: 10 iterations, AffinityNet's kernels, 2, 3 and 21 labels, one thread
 * and two. Beside it the C++ (pydensecrf) times of the 500×375 photo on a machine of the same kind.
 */
final class CrfBenchmark {
  /** Build and inference of the C++ on a 500×375 photo, milliseconds, by labels. */
  private static final Map<Integer, Double> CPP = Map.of(2, 225.0, 3, 278.0, 21, 549.0);

  private CrfBenchmark() {}

  static void run(List<String> arguments) throws Exception {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("crf needs the path of a photo");
    }
    RgbImage photo = ImageReader.read(Path.of(arguments.get(0)));
    int rounds = arguments.size() > 1 ? Integer.parseInt(arguments.get(1)) : 30;
    boolean vector = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    System.out.printf(
        Locale.ROOT,
        "dense CRF, %d x %d, 10 iterations, %s kernels, medians of %d%n",
        photo.width(),
        photo.height(),
        vector ? "vector" : "plain",
        rounds);
    System.out.println(
        "labels threads   cpu ms  wall ms  wall/C++  KB allocated   where (1 thread)");
    ExecutorService helpers = Executors.newFixedThreadPool(1);
    try {
      for (int labels : new int[] {2, 3, 21}) {
        for (int threads : new int[] {1, 2}) {
          CrfWorkspace workspace =
              threads == 1 ? new CrfWorkspace() : new CrfWorkspace(helpers, threads);
          measure(photo, labels, threads, rounds, workspace);
        }
      }
    } finally {
      helpers.shutdownNow();
    }
  }

  private static void measure(
      RgbImage photo, int labels, int threads, int rounds, CrfWorkspace workspace) {
    DenseCrf crf = new DenseCrf(CrfSettings.preset("psa"));
    float[] unary = unary(photo.width() * photo.height(), labels);
    byte[] pixels = photo.toBytes();
    ThreadMXBean threadsBean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double[] cpu = new double[rounds];
    double[] wall = new double[rounds];
    double[] allocated = new double[rounds];
    int warmUp = Math.max(10, rounds / 2);
    for (int round = -warmUp; round < rounds; round++) {
      long bytes = threadsBean.getCurrentThreadAllocatedBytes();
      long cpuStart = threadsBean.getCurrentThreadCpuTime();
      long start = System.nanoTime();
      crf.infer(photo.width(), photo.height(), pixels, unary, labels, workspace);
      if (round >= 0) {
        wall[round] = (System.nanoTime() - start) / 1e6;
        cpu[round] = (threadsBean.getCurrentThreadCpuTime() - cpuStart) / 1e6;
        allocated[round] = (threadsBean.getCurrentThreadAllocatedBytes() - bytes) / 1024.0;
      }
    }
    workspace.measure();
    crf.infer(photo.width(), photo.height(), pixels, unary, labels, workspace);
    StringBuilder where = new StringBuilder();
    if (threads == 1) {
      workspace
          .profile()
          .millis()
          .forEach(
              (part, ms) ->
                  where.append(
                      String.format(
                          Locale.ROOT, " %s %.1f", part.name().toLowerCase(Locale.ROOT), ms)));
    }
    boolean same = photo.width() == 500 && photo.height() == 375;
    System.out.printf(
        Locale.ROOT,
        "%6d %7d %8.1f %8.1f %9s %13.1f  %s%n",
        labels,
        threads,
        Machine.median(cpu),
        Machine.median(wall),
        same ? String.format(Locale.ROOT, "%.3f", Machine.median(wall) / CPP.get(labels)) : "-",
        Machine.median(allocated),
        where);
  }

  /** Energies of random probabilities, the same at every run. */
  private static float[] unary(int pixels, int labels) {
    Random random = new Random(7);
    float[] unary = new float[labels * pixels];
    for (int i = 0; i < unary.length; i++) {
      unary[i] = (float) -Math.log(0.05 + 0.95 * random.nextDouble());
    }
    return unary;
  }
}
