package org.tag2mask.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** What the machine says about itself and about this process. */
final class Machine {
  private Machine() {}

  /** One line: processor, cores, Java, and the allocator settings that change the figures. */
  static String describe() throws IOException {
    String processor = "unknown processor";
    Path info = Path.of("/proc/cpuinfo");
    if (Files.exists(info)) {
      processor =
          Files.readAllLines(info).stream()
              .filter(line -> line.startsWith("model name"))
              .map(line -> line.substring(line.indexOf(':') + 2))
              .findFirst()
              .orElse(processor);
    }
    String malloc = System.getenv("MALLOC_MMAP_MAX_");
    return String.format(
        Locale.ROOT,
        "%s, %d cores, Java %s, MALLOC_MMAP_MAX_ %s",
        processor,
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().feature(),
        malloc == null ? "not set" : malloc);
  }

  /** Resident memory of this process in megabytes, NaN where the system does not tell. */
  static double residentMegabytes() throws IOException {
    return status("VmRSS:");
  }

  /** The most resident memory this process ever had, in megabytes; NaN as above. */
  static double peakResidentMegabytes() throws IOException {
    return status("VmHWM:");
  }

  private static double status(String key) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return Double.NaN;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith(key))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(Double.NaN);
  }

  /** Java heap in use after the last collection, in megabytes. */
  static double heapAfterCollectionMegabytes() {
    long sum = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null) {
        sum += pool.getCollectionUsage().getUsed();
      }
    }
    return sum / 1048576.0;
  }

  /** The middle of a copy of the values. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
