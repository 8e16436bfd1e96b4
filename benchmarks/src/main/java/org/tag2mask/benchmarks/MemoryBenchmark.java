package org.tag2mask.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tag2mask.models.file.SafetensorsWriter;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.ParameterSet;

/**
 * The most memory that {@code tag2mask export} ever has while it loads, writes and checks a
 * network, beside the size of the weight file. What the tiny network takes is what Java, ONNX
 * Runtime and the training engine take by themselves.
 */
final class MemoryBenchmark {
  private static final int CLASSES = 20;

  /** As the launcher starts the command. */
  private static final List<String> JAVA =
      List.of("-Xshare:auto", "-XX:+UseSerialGC", "-Xms32m", "-XX:TieredStopAtLevel=1");

  private MemoryBenchmark() {}

  static void run(List<String> arguments) throws Exception {
    Path folder = Files.createTempDirectory("tag2mask-benchmark");
    try {
      measure("tiny", folder);
      for (String network : arguments.isEmpty() ? List.of("resnet101", "deit_base") : arguments) {
        measure(network, folder);
      }
    } finally {
      Folders.remove(folder);
    }
  }

  private static void measure(String text, Path folder) throws IOException {
    Network network = Networks.build(NetworkSpec.parse(text, "cam", CLASSES));
    Path weights = folder.resolve("weights.safetensors");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(weights))) {
      SafetensorsWriter.float32().write(firstValues(network), Map.of(), out);
    }
    double file = Files.size(weights);
    double peak = 1024 * peakKilobytes(text, weights, folder.resolve("model.onnx"));
    System.out.printf(
        Locale.ROOT,
        "export of %s: weight file %.0f MB, peak resident memory %.0f MB, %.2f times the file%n",
        text,
        file / 1e6,
        peak / 1e6,
        peak / file);
  }

  /** Drawn one parameter at a time. */
  private static ParameterSet firstValues(Network network) {
    Map<String, ParameterSet.Deferred> values = new LinkedHashMap<>();
    for (Parameter p : network.graph().parameters()) {
      values.put(
          p.name(),
          new ParameterSet.Deferred(p.shape(), () -> p.initializer().draw(p.name(), p.shape(), 0)));
    }
    return ParameterSet.deferred(values);
  }

  private static double peakKilobytes(String network, Path weights, Path out) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("export", "--network", network, "--weights", weights.toString()));
    command.addAll(List.of("--classes", Integer.toString(CLASSES), "--out", out.toString()));
    return Double.parseDouble(
        JavaProcess.run(JAVA, PeakOfCommand.class, command, false, PeakOfCommand.ANSWER));
  }
}
