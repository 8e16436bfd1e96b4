package org.tag2mask.exporter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.exporter.LoadAndExport.Reading;
import org.tag2mask.models.file.SafetensorsWriter;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.params.ParameterSet;

/** A network is loaded and written array by array, so that it may be larger than the memory. */
class ExportMemoryTest {
  private static final String NETWORK = "resnet50";
  private static final int HEAP_MEGABYTES = 44;

  @TempDir static Path folder;

  private static ParameterSet parameters;
  private static Path weights;

  @BeforeAll
  static void writeWeights() throws IOException {
    parameters = NoiseWeights.of(Models.network(NETWORK, 2).graph());
    weights = folder.resolve("weights.safetensors");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(weights))) {
      SafetensorsWriter.float32().write(parameters, Map.of(), out);
    }
    assertTrue(Files.size(weights) > 2L * HEAP_MEGABYTES << 20, "the file is twice the heap");
  }

  @Test
  void aFileTwiceTheHeapIsLoadedAndExported() throws Exception {
    Path written = folder.resolve("model.onnx");
    assertEquals("", run(Reading.ARRAY_BY_ARRAY, written));
    Network network = Models.network(NETWORK, 2);
    ExportedModel here =
        OnnxExporter.export(network, parameters, Models.description(2), ExportOptions.plain());
    assertArrayEquals(here.bytes(), Files.readAllBytes(written));
  }

  @Test
  void thatHeapDoesNotHoldAllValues() throws Exception {
    String said = run(Reading.AT_ONCE, folder.resolve("none.onnx"));
    assertNotEquals("", said);
    assertTrue(said.contains("OutOfMemoryError"), said);
  }

  /** What the process says; nothing when all went well. */
  private static String run(Reading reading, Path out) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_MEGABYTES + "m",
                "-XX:MaxDirectMemorySize=1m",
                LoadAndExport.class.getName(),
                NETWORK,
                weights.toString(),
                reading.name(),
                out.toString()));
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? said : "exit code " + process.exitValue() + ": " + said;
  }
}
