package org.tag2mask.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The command {@code tag2mask-benchmarks}. */
public final class Main {

  /** One measurement. */
  @FunctionalInterface
  interface Measurement {
    /**
     * Measures and prints.
     *
     * @param arguments what the user gave after the name
     * @throws Exception if it cannot be measured
     */
    void run(List<String> arguments) throws Exception;
  }

  private static final Map<String, Measurement> KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put("crf PHOTO [ROUNDS]", CrfBenchmark::run);
    KNOWN.put(
        "jmh [JMH_OPTIONS]",
        arguments -> org.openjdk.jmh.Main.main(arguments.toArray(String[]::new)));
    KNOWN.put("step [STEPS] [FROZEN_LAYERS] [NETWORK]", StepBenchmark::run);
    KNOWN.put("methods [STEPS] [TRUNK] [SIDE]", MethodsBenchmark::run);
    KNOWN.put("segmenters [STEPS] [TRUNK] [SIDE]", MethodsBenchmark::segmenters);
    KNOWN.put("steps [STEPS]", SteadyTrainingBenchmark::run);
    KNOWN.put("forward [ROUNDS]", ForwardBenchmark::run);
    KNOWN.put("memory [NETWORK...]", MemoryBenchmark::run);
    KNOWN.put("cam MODEL DATA SPLIT [IMAGES]", CamBenchmark::run);
    KNOWN.put("walk [no-dense]", WalkBenchmark::run);
    KNOWN.put("masks [IMAGES]", MasksBenchmark::run);
    KNOWN.put("segment MODEL DATA SPLIT [IMAGES]", SegmentBenchmark::run);
    KNOWN.put("segments [IMAGES]", MasksBenchmark::segmenter);
  }

  private Main() {}

  /** Runs the measurement named by the first argument; exit code 2 if there is none. */
  public static void main(String[] arguments) throws Exception {
    for (Map.Entry<String, Measurement> entry : KNOWN.entrySet()) {
      if (arguments.length > 0 && entry.getKey().split(" ")[0].equals(arguments[0])) {
        System.out.println(Machine.describe());
        entry.getValue().run(Arrays.asList(arguments).subList(1, arguments.length));
        return;
      }
    }
    System.err.println("usage: tag2mask-benchmarks MEASUREMENT [ARGUMENTS], where it is one of");
    KNOWN.keySet().forEach(name -> System.err.println("  " + name));
    System.exit(2);
  }
}
