package org.tag2mask.crf;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.imageio.ImageIO;

/**
 * Measures the CRF on one photo, for tuning: {@code java ... CrfMeasure photo.png [labels] [preset]
 * [threads] [rounds]}. Prints the medians of the calling thread's CPU time and of the wall time,
 * and the ratio to the C++ times of the same photo, kernels and iterations on a machine of the same
 * kind.
 */
final class CrfMeasure {
  private static final Map<Integer, Double> CPP_MILLIS = Map.of(2, 225.0, 3, 278.0, 21, 549.0);

  private CrfMeasure() {}

  public static void main(String[] args) throws IOException {
    BufferedImage photo = ImageIO.read(Path.of(args[0]).toFile());
    int labels = args.length > 1 ? Integer.parseInt(args[1]) : 2;
    String preset = args.length > 2 ? args[2] : "psa";
    int threads = args.length > 3 ? Integer.parseInt(args[3]) : 1;
    int rounds = args.length > 4 ? Integer.parseInt(args[4]) : 40;
    int width = photo.getWidth();
    int height = photo.getHeight();
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++, at += 3) {
        int value = photo.getRGB(x, y);
        rgb[at] = (byte) (value >> 16);
        rgb[at + 1] = (byte) (value >> 8);
        rgb[at + 2] = (byte) value;
      }
    }
    float[] unary = unary(width, height, labels);
    DenseCrf crf = new DenseCrf(CrfSettings.preset(preset));
    ExecutorService helpers =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task);
              thread.setDaemon(true);
              return thread;
            });
    CrfWorkspace workspace = threads == 1 ? new CrfWorkspace() : new CrfWorkspace(helpers, threads);
    com.sun.management.ThreadMXBean bean =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    double[] cpu = new double[rounds];
    double[] wall = new double[rounds];
    long allocated = 0;
    double check = 0;
    for (int round = 0; round < rounds; round++) {
      long memory = bean.getCurrentThreadAllocatedBytes();
      long cpuStart = bean.getCurrentThreadCpuTime();
      long start = System.nanoTime();
      CrfResult result = crf.infer(width, height, rgb, unary, labels, workspace);
      wall[round] = (System.nanoTime() - start) / 1e6;
      cpu[round] = (bean.getCurrentThreadCpuTime() - cpuStart) / 1e6;
      allocated = bean.getCurrentThreadAllocatedBytes() - memory;
      check += result.probabilities()[width * height / 2];
    }
    workspace.measure();
    crf.infer(width, height, rgb, unary, labels, workspace);
    System.out.println(workspace.profile());
    double[] steadyCpu = Arrays.copyOfRange(cpu, rounds / 2, rounds);
    double[] steadyWall = Arrays.copyOfRange(wall, rounds / 2, rounds);
    Arrays.sort(steadyCpu);
    Arrays.sort(steadyWall);
    double cpuMedian = steadyCpu[steadyCpu.length / 2];
    double wallMedian = steadyWall[steadyWall.length / 2];
    System.out.printf(
        Locale.ROOT,
        "%s, %d labels, %d threads: cpu %.1f ms (min %.1f), wall %.1f ms (min %.1f), %d bytes%s [%.3f]%n",
        preset,
        labels,
        threads,
        cpuMedian,
        steadyCpu[0],
        wallMedian,
        steadyWall[0],
        allocated,
        CPP_MILLIS.containsKey(labels) && preset.equals("psa")
            ? String.format(
                Locale.ROOT,
                ", cpu ratio %.3f, wall ratio %.3f",
                cpuMedian / CPP_MILLIS.get(labels),
                wallMedian / CPP_MILLIS.get(labels))
            : "",
        check);
  }

  /** Energies of probabilities that vary smoothly, with some noise. */
  private static float[] unary(int width, int height, int labels) {
    Random random = new Random(5);
    float[] logits = new float[labels * width * height];
    for (int l = 0; l < labels; l++) {
      double cx = random.nextDouble() * width;
      double cy = random.nextDouble() * height;
      for (int i = 0; i < width * height; i++) {
        double dx = (i % width - cx) / 80;
        double dy = (Math.floorDiv(i, width) - cy) / 80;
        logits[l * width * height + i] =
            (float) (4 * Math.exp(-dx * dx - dy * dy) + 0.3 * random.nextGaussian());
      }
    }
    return Unary.fromLogits(logits);
  }
}
