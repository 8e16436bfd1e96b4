package org.tag2mask.crf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which twin a program gets, seen from outside, as a program. */
class KernelVariantTest {

  /** Prints the variant and runs an inference of many labels. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      CrfInput input = Scenes.input(20, 15, 9, 1);
      new DenseCrf(CrfSettings.preset("psa")).infer(input);
      new DenseCrf(CrfSettings.preset("irn")).infer(input);
      System.out.println("variant " + DenseCrf.kernelVariant());
    }
  }

  @Test
  void withoutTheModuleThePlainTwinRunsAndTheFlagIsNamedOnce() throws Exception {
    String output = run(List.of());
    assertTrue(output.contains("variant scalar"), output);
    assertEquals(2, output.split("--add-modules jdk.incubator.vector", -1).length, output);
  }

  @Test
  void withTheModuleTheVectorTwinRuns() throws Exception {
    assertTrue(run(List.of("--add-modules", "jdk.incubator.vector")).contains("variant vector"));
  }

  private static String run(List<String> options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), output);
    return output;
  }
}
