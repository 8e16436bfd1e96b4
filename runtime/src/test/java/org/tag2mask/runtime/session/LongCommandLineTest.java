package org.tag2mask.runtime.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX Runtime starts in a process with a command line as long as large applications have. */
class LongCommandLineTest {

  /** The program of the forked process. */
  public static final class Start {
    private Start() {}

    /** Creates the environment. */
    public static void main(String[] arguments) {
      System.out.println(SharedEnvironment.get().getVersion());
    }
  }

  @Test
  void startsWithAClassPathOfAHundredThousandCharacters(@TempDir Path folder) throws Exception {
    StringBuilder classPath = new StringBuilder(System.getProperty("java.class.path"));
    while (classPath.length() < 100_000) {
      classPath
          .append(File.pathSeparatorChar)
          .append("/no/such/library-")
          .append(classPath.length());
    }
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath.toString(),
                Start.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS));
    String text = Files.readString(said);
    assertEquals(0, process.exitValue(), text);
    assertTrue(text.startsWith("1."), text);
  }
}
