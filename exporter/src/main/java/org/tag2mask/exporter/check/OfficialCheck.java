package org.tag2mask.exporter.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The checker and the shape inference of the ONNX project, where their native library loads.
 *
 * <p>They run in a process of their own: their library and ONNX Runtime's both carry the ONNX
 * operator registry, and in one process ONNX Runtime, loaded second, recurses in it until the stack
 * ends.
 */
public final class OfficialCheck {
  private static final String NAME = "onnx checker";
  private static final int SECONDS = 300;

  /** What java answers when it cannot start a program, for example without a class path. */
  private static final int NO_JVM = 1;

  private OfficialCheck() {}

  /**
   * Checks a file.
   *
   * @param file its bytes; not modified
   * @return skipped where the native library is missing or no process can be started
   */
  public static CheckResult of(byte[] file) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("tag2mask-check");
      return checked(Files.write(folder.resolve("model.onnx"), file), folder.resolve("said"));
    } catch (IOException e) {
      return CheckResult.skipped(NAME, "its process could not be started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CheckResult.skipped(NAME, "interrupted");
    } finally {
      remove(folder);
    }
  }

  private static CheckResult checked(Path model, Path said)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OfficialChecker.class.getName(),
                model.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(said.toFile())
            .start();
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        return CheckResult.failed(NAME, "no answer within " + SECONDS + " s");
      }
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(said, StandardCharsets.UTF_8).strip();
    return switch (process.exitValue()) {
      case OfficialChecker.PASSED ->
          CheckResult.passed(NAME, "valid, and all shapes can be inferred");
      case OfficialChecker.FAILED -> CheckResult.failed(NAME, text);
      case OfficialChecker.NO_LIBRARY ->
          CheckResult.skipped(NAME, "its native library is not there for this platform");
      case NO_JVM -> CheckResult.skipped(NAME, "its process could not be started");
      default ->
          CheckResult.failed(
              NAME, "its process ended with code " + process.exitValue() + " " + text);
    };
  }

  private static void remove(Path folder) {
    if (folder == null) {
      return;
    }
    for (String name : new String[] {"model.onnx", "said", ""}) {
      try {
        Files.deleteIfExists(folder.resolve(name));
      } catch (IOException e) {
        folder.toFile().deleteOnExit();
      }
    }
  }
}
