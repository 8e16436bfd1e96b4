package org.tag2mask.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;

/** What another environment's {@code onnx.checker} says, where there is one. */
class PythonCheckerTest {
  private static final String SOUND = "tag2mask ['cam', 'score']";

  @TempDir Path folder;

  @Test
  void pythonOpensAndAcceptsOurFiles() throws Exception {
    try (PythonChecker python = started()) {
      ExportOptions scaled = ExportOptions.plain().withScales(List.of(0.5, 1.0), FlipMerge.SUM);
      List<ExportOptions> all =
          List.of(ExportOptions.plain(), ExportOptions.plain().float16(), scaled);
      for (ExportOptions options : python.knowsOpset18() ? all : all.subList(0, 2)) {
        ExportedModel model = Models.exported("tiny[width=4]", 2, options);
        Path file = Files.write(folder.resolve("m.onnx"), model.bytes());
        assertEquals(SOUND, python.check(file));
      }
    }
  }

  @Test
  void pythonRefusesAFileWithoutANode() throws Exception {
    try (PythonChecker python = started()) {
      ModelProto.Builder broken = Models.proto("tiny[width=4]", 2).toBuilder();
      broken.getGraphBuilder().removeNode(3);
      Path file = Files.write(folder.resolve("m.onnx"), broken.build().toByteArray());
      assertNotEquals(SOUND, python.check(file));
    }
  }

  private PythonChecker started() throws IOException {
    Optional<PythonChecker> python = PythonChecker.start(folder);
    Assumptions.assumeTrue(python.isPresent(), PythonChecker.MISSING);
    return python.get();
  }
}
