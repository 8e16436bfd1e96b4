package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The shell script {@code tag2mask}, with a make-believe Java and Maven that write down calls. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  @TempDir Path temp;
  private Path home;
  private Path bin;
  private Path calls;

  /** What a run of the script gave. */
  private record Run(int code, String text) {}

  @BeforeEach
  void layOut() throws IOException {
    home = Files.createDirectories(temp.resolve("the home"));
    bin = Files.createDirectories(temp.resolve("bin"));
    calls = temp.resolve("calls");
    Files.writeString(calls, "");
    Files.copy(Path.of("..", "tag2mask"), home.resolve("tag2mask"));
    executable(home.resolve("tag2mask"), Files.readString(home.resolve("tag2mask")));
    for (String module : List.of("crf", "cli")) {
      Files.createDirectories(home.resolve(module + "/src/main/java"));
      Files.writeString(home.resolve(module + "/pom.xml"), "<project/>");
      Files.writeString(home.resolve(module + "/src/main/java/A.java"), "class A {}");
    }
    Files.writeString(home.resolve("pom.xml"), "<project/>");
    java("17.0.9");
    executable(
        bin.resolve("mvn"),
        """
        #!/bin/sh
        echo "mvn $* in $(pwd)" >> '%s'
        mkdir -p cli/target
        : > cli/target/tag2mask-cli-1.jar
        printf 'a.jar:b.jar' > cli/target/classpath.txt
        """
            .formatted(calls));
  }

  private void java(String version) throws IOException {
    executable(
        bin.resolve("java"),
        """
        #!/bin/sh
        if [ "$1" = -version ]; then echo 'openjdk version "%s" 2025-01-01' >&2; exit 0; fi
        echo "java $*" >> '%s'
        echo "class path $CLASSPATH" >> '%s'
        echo "malloc ${MALLOC_MMAP_MAX_:-unset} ${MALLOC_TOP_PAD_:-unset}" >> '%s'
        echo "locale ${LC_ALL:-unset}" >> '%s'
        exit 42
        """
            .formatted(version, calls, calls, calls, calls));
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Run run(Path script, Map<String, String> more, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(temp.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", bin + ":/usr/bin:/bin");
    builder.environment().putAll(more);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), text);
  }

  private String called() throws IOException {
    return Files.readString(calls);
  }

  @Test
  void buildsOnceAndPassesArgumentsAndTheExitCodeThrough() throws Exception {
    Path script = home.resolve("tag2mask");
    Run first = run(script, Map.of(), "inspect", "a file.onnx", "--json");
    assertEquals(42, first.code(), first.text());
    assertTrue(first.text().contains("building"), first.text());
    assertTrue(called().contains("mvn -B -q -DskipTests -pl cli -am package in " + home), called());
    assertTrue(called().contains("org.tag2mask.cli.Main inspect a file.onnx --json\n"), called());
    assertTrue(
        called().contains("class path " + home + "/cli/target/tag2mask-cli-1.jar:a.jar:b.jar\n"),
        called());

    Files.writeString(calls, "");
    Run second = run(script, Map.of(), "inspect", "x");
    assertFalse(second.text().contains("building"), second.text());
    assertFalse(called().contains("mvn"), called());
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    Path script = home.resolve("tag2mask");
    run(script, Map.of(), "--help");
    Files.writeString(calls, "");
    Files.setLastModifiedTime(
        home.resolve("crf/src/main/java/A.java"), FileTime.from(Instant.now().plusSeconds(60)));
    run(script, Map.of("TAG2MASK_MVN_OPTS", "-Pcpu -o"), "--help");
    assertTrue(called().contains("mvn -B -q -DskipTests -Pcpu -o -pl cli -am package"), called());
    Files.writeString(calls, "");
    run(script, Map.of("TAG2MASK_NO_BUILD", "1"), "--help");
    assertFalse(called().contains("mvn"), called());
  }

  @Test
  void worksThroughALinkFromAnyFolder() throws Exception {
    Path links = Files.createDirectories(temp.resolve("links"));
    Files.createSymbolicLink(links.resolve("first"), home.resolve("tag2mask"));
    Files.createSymbolicLink(links.resolve("second"), Path.of("first"));
    Run run = run(links.resolve("second"), Map.of(), "--version");
    assertEquals(42, run.code(), run.text());
    assertTrue(called().contains("in " + home), called());
  }

  @Test
  void givesTheVectorModuleAndMallocSettingsOnlyToHeavyCommands() throws Exception {
    Path script = home.resolve("tag2mask");
    run(script, Map.of(), "train", "--data", "d");
    assertTrue(called().contains("malloc 0 268435456"), called());
    Files.writeString(calls, "");
    run(script, Map.of("MALLOC_MMAP_MAX_", "7"), "demo");
    assertTrue(called().contains("malloc 7 268435456"), called());
    assertTrue(called().contains("--add-modules jdk.incubator.vector"), called());
    Files.writeString(calls, "");
    run(script, Map.of(), "demo", "--help");
    assertTrue(called().contains("malloc unset unset"), called());
    assertFalse(called().contains("incubator"), called());
    assertTrue(called().contains("-XX:TieredStopAtLevel=1"), called());
  }

  @Test
  void passesJavaOptionsAndKeepsAGivenLocale() throws Exception {
    Path script = home.resolve("tag2mask");
    run(script, Map.of("TAG2MASK_JAVA_OPTS", "-Xmx8g -Dx=y"), "masks");
    assertTrue(called().contains("-Xmx8g -Dx=y org.tag2mask.cli.Main masks"), called());
    assertTrue(called().contains("locale C.UTF-8"), called());
    Files.writeString(calls, "");
    run(script, Map.of("LC_ALL", "de_DE.UTF-8"), "masks");
    assertTrue(called().contains("locale de_DE.UTF-8"), called());
  }

  @Test
  void saysWhichJavaItFoundAndWhichItNeeds() throws Exception {
    Path script = home.resolve("tag2mask");
    java("11.0.2");
    Run old = run(script, Map.of(), "--help");
    assertEquals(4, old.code());
    assertTrue(
        old.text().contains("found Java 11.0.2") && old.text().contains("17 or newer"), old.text());
    Run wrongHome = run(script, Map.of("JAVA_HOME", "/no/where"), "--help");
    assertEquals(4, wrongHome.code());
    assertTrue(wrongHome.text().contains("JAVA_HOME is /no/where"), wrongHome.text());
    java("1.8.0_292");
    assertTrue(run(script, Map.of(), "--help").text().contains("found Java 1.8.0_292"));
  }

  @Test
  void saysWhenTheBuildFails() throws Exception {
    executable(bin.resolve("mvn"), "#!/bin/sh\necho no network; exit 1\n");
    Run run = run(home.resolve("tag2mask"), Map.of(), "--help");
    assertEquals(4, run.code());
    assertTrue(
        run.text().contains("no network") && run.text().contains("the build failed"), run.text());
  }
}
