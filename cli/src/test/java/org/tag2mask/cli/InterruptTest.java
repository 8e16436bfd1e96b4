package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C in a real process. */
@DisabledOnOs(OS.WINDOWS)
class InterruptTest {
  @TempDir Path temp;

  @Test
  void finishesTheImagesBegunLeavesWith130AndResumes() throws Exception {
    assumeTrue(interruptsAreHeard(), "this build was started with interrupts ignored");
    Bench bench = new Bench(temp);
    // Larger pictures, so that the work lasts longer than the signal needs.
    Said.by(
        "synth",
        "--out",
        temp + "/many",
        "--train",
        "150",
        "--val",
        "0",
        "--count",
        "2",
        "--width",
        "256",
        "--height",
        "192");
    Path out = temp.resolve("masks");
    List<String> args =
        List.of(
            "masks",
            "--data",
            temp + "/many",
            "--model",
            bench.model.toString(),
            "--out",
            out.toString(),
            "--device",
            "cpu",
            "--preset",
            "irn");
    Process process = start(args);
    Path ledger = out.resolve("ledger.jsonl");
    while (process.isAlive() && !(Files.exists(ledger) && Files.size(ledger) > 1000)) {
      LockSupport.parkNanos(1_000_000); // spinning would take a core from the process
    }
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS));
    assertEquals(ExitCode.INTERRUPTED, process.exitValue());

    long lines = Files.readAllLines(ledger).size();
    assertTrue(lines > 0 && lines < 80, lines + " lines");
    assertTrue(Files.readString(ledger).endsWith("\n"));
    try (var files = Files.list(out)) {
      assertEquals(lines, files.filter(f -> f.toString().endsWith(".png")).count());
    }
    Said rest = Said.by(args.toArray(String[]::new));
    assertEquals(0, rest.code(), rest.err());
    assertTrue(rest.out().contains(lines + " kept"), rest.out());
  }

  private static Process start(List<String> args) throws IOException {
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(Main.class.getName());
    command.addAll(args);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder.start();
  }

  /** A shell that puts the build into the background makes its children deaf to Ctrl-C. */
  private static boolean interruptsAreHeard() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return true;
    }
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElse("0");
    return (Long.parseUnsignedLong(ignored, 16) & 2) == 0;
  }
}
