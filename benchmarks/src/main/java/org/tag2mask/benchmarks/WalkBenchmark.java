package org.tag2mask.benchmarks;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.tag2mask.runtime.walk.StencilTransition;
import org.tag2mask.runtime.walk.WalkBuffers;

/**
 * Random walks, first with the Vector API and then, in a process of its own, without: one image of
 * 500×375 with 4 maps and 256 steps on one thread, the transition made anew each time; a batch on
 * one thread and on two; larger images; and what squaring the dense matrix takes ({@code no-dense}
 * leaves it out, it needs 1.2 GB).
 */
final class WalkBenchmark {
  private static final int WIDTH = 500;
  private static final int HEIGHT = 375;
  private static final int MAPS = 4;
  private static final int STEPS = 256;
  private static final int WARM_UP = 5;
  private static final int ROUNDS = 15;
  private static final String PLAIN = "plain";

  private WalkBenchmark() {}

  static void run(List<String> arguments) throws Exception {
    boolean vector = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    System.out.printf(
        Locale.ROOT,
        "%n%s: %d x %d, %d maps, %d steps, 1 thread, medians of %d%n",
        vector ? "Vector API" : "plain Java",
        WIDTH,
        HEIGHT,
        MAPS,
        STEPS,
        ROUNDS);
    System.out.println(
        "walk         grid      seeds  transition ms  walk ms    cpu ms  KB allocated  MB buffers");
    List<WalkCase> cases = List.of(WalkCase.irn(WIDTH, HEIGHT), WalkCase.psa(WIDTH, HEIGHT));
    for (WalkCase walk : cases) {
      for (WalkCase.Seeds seeds : WalkCase.Seeds.values()) {
        image(walk, seeds);
      }
    }
    for (WalkCase walk : cases) {
      batch(walk);
    }
    scaling();
    if (vector) {
      withoutVectors();
    }
    if (!arguments.contains("no-dense") && !arguments.contains(PLAIN)) {
      System.out.println();
      cases.forEach(DenseWalk::measure);
    }
  }

  private static void image(WalkCase walk, WalkCase.Seeds kind) {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    float[] seeds = walk.seeds(MAPS, kind);
    WalkBuffers buffers = new WalkBuffers();
    double[] builds = new double[ROUNDS];
    double[] walks = new double[ROUNDS];
    double[] cpu = new double[ROUNDS];
    double[] kilobytes = new double[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      long bytes = thread.getCurrentThreadAllocatedBytes();
      long cpuStart = thread.getCurrentThreadCpuTime();
      long start = System.nanoTime();
      StencilTransition transition = walk.maker().apply(buffers);
      long built = System.nanoTime();
      transition.walk(seeds, MAPS, STEPS);
      if (round >= 0) {
        walks[round] = (System.nanoTime() - built) / 1e6;
        builds[round] = (built - start) / 1e6;
        cpu[round] = (thread.getCurrentThreadCpuTime() - cpuStart) / 1e6;
        kilobytes[round] = (thread.getCurrentThreadAllocatedBytes() - bytes) / 1024.0;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-12s %-9s %-6s %13.1f %8.1f %9.1f %13.0f %11.1f%n",
        walk.name(),
        walk.rows() + "x" + walk.columns(),
        kind.name().toLowerCase(Locale.ROOT),
        Machine.median(builds),
        Machine.median(walks),
        Machine.median(cpu),
        Machine.median(kilobytes),
        buffers.bytes() / 1e6);
  }

  /** Images a second by one thread and by two, each with buffers of its own, in turns. */
  private static void batch(WalkCase walk) throws InterruptedException, ExecutionException {
    double[] ratios = new double[5];
    double[] one = new double[ratios.length];
    throughput(walk, 2);
    for (int round = 0; round < ratios.length; round++) {
      one[round] = throughput(walk, 1);
      ratios[round] = throughput(walk, 2) / one[round];
    }
    System.out.printf(
        Locale.ROOT,
        "%-12s batch: %.1f images a second by one thread, by two %.2f times as many%n",
        walk.name(),
        Machine.median(one),
        Machine.median(ratios));
  }

  private static double throughput(WalkCase walk, int threads)
      throws InterruptedException, ExecutionException {
    int images = 10;
    float[] seeds = walk.seeds(MAPS, WalkCase.Seeds.DISCS);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long start = System.nanoTime();
      List<Future<?>> workers = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        workers.add(
            pool.submit(
                () -> {
                  WalkBuffers buffers = new WalkBuffers();
                  for (int i = 0; i < images; i++) {
                    walk.maker().apply(buffers).walk(seeds, MAPS, STEPS);
                  }
                }));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
      return threads * images / ((System.nanoTime() - start) / 1e9);
    } finally {
      pool.shutdownNow();
    }
  }

  /** Time a cell, map and step: the same for all where the cost is linear in each. */
  private static void scaling() {
    System.out.println("IRNet's walk by size   maps  steps   walk s  ns a cell, map and step");
    for (int[] size : new int[][] {{500, 375}, {1000, 750}, {2000, 1500}, {4000, 3000}}) {
      WalkCase walk = WalkCase.irn(size[0], size[1]);
      StencilTransition transition = walk.maker().apply(new WalkBuffers());
      for (int maps : new int[] {1, 4, 8}) {
        float[] seeds = walk.seeds(maps, WalkCase.Seeds.DENSE);
        for (int steps : new int[] {64, 256}) {
          long start = System.nanoTime();
          transition.walk(seeds, maps, steps);
          double nanos = System.nanoTime() - start;
          System.out.printf(
              Locale.ROOT,
              "%11s pixels %8d %6d %8.2f %8.3f%n",
              size[0] + "x" + size[1],
              maps,
              steps,
              nanos / 1e9,
              nanos / ((double) walk.cells() * maps * steps));
        }
      }
    }
  }

  /** The same without the Vector API, whose presence a process decides when it starts. */
  private static void withoutVectors() throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process plain =
        new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "walk",
                PLAIN)
            .inheritIO()
            .start();
    if (plain.waitFor() != 0) {
      throw new IOException("the measurement without the Vector API failed");
    }
  }
}
