package org.tag2mask.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;

/** What another environment's {@code onnx.checker} says, where there is one. */
class PythonCheckerTest {
  private static final String PYTHON = "/usr/bin/python3";

  @TempDir Path folder;

  @Test
  void pythonOpensAndAcceptsOurFiles() throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.exists(Path.of(PYTHON)), "no " + PYTHON);
    String version = run("import onnx; print(onnx.__version__)");
    Assumptions.assumeFalse(version.contains("Error"), "no onnx package for " + PYTHON);
    // before 1.13 the package ends at opset 17, without the antialiased Resize of scaled files
    boolean knowsOpset18 = Integer.parseInt(version.strip().split("\\.")[1]) >= 13;
    ExportOptions scaled = ExportOptions.plain().withScales(List.of(0.5, 1.0), FlipMerge.SUM);
    List<ExportOptions> all =
        List.of(ExportOptions.plain(), ExportOptions.plain().float16(), scaled);
    for (ExportOptions options : knowsOpset18 ? all : all.subList(0, 2)) {
      ExportedModel model = Models.exported("tiny[width=4]", 2, options);
      Path file = Files.write(folder.resolve("m.onnx"), model.bytes());
      String said =
          run(
              "import onnx; m = onnx.load('"
                  + file
                  + "'); onnx.checker.check_model(m, full_check=True);"
                  + "print(m.producer_name, [o.name for o in m.graph.output])");
      assertEquals("tag2mask ['cam', 'score']", said.strip());
    }
  }

  private static String run(String program) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(Stream.of(PYTHON, "-c", program).toList())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
