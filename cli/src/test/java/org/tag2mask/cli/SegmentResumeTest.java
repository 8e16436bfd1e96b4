package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.batch.ledger.Ledger;
import org.tag2mask.batch.ledger.MadeMask;
import org.tag2mask.cli.stage.FileHash;

/** {@code segment} killed at any moment and started again ends as if nothing had happened. */
class SegmentResumeTest {
  private static final int IMAGES = 40;

  @TempDir Path temp;

  @Test
  void endsWithTheSameFilesAfterKillsInTheMiddle() throws Exception {
    Bench bench = new Bench(temp);
    Path model = bench.segmenter();
    Path many = temp.resolve("many");
    Said.by(
        "synth",
        "--out",
        many.toString(),
        "--train",
        Integer.toString(IMAGES),
        "--val",
        "0",
        "--count",
        "2",
        "--width",
        "96",
        "--height",
        "64");
    Path calm = temp.resolve("calm");
    Said undisturbed = Said.by(words(many, model, calm));
    assertEquals(0, undisturbed.code(), undisturbed.err());

    Path out = temp.resolve("killed");
    int killed = 0;
    for (int lines : List.of(3, 11, 23)) {
      killed += killAfter(lines, out, words(many, model, out)) ? 1 : 0;
    }
    assertTrue(killed >= 2, "only " + killed + " runs were killed before their end");
    Said last = Said.by(words(many, model, out));
    assertEquals(0, last.code(), last.err());
    assertTrue(!last.out().contains(" 0 kept"), last.out());
    assertEquals(files(calm), files(out));
    assertEquals(masks(calm), masks(out));
    assertEquals(IMAGES, masks(out).size());
  }

  private static String[] words(Path data, Path model, Path out) {
    return new String[] {
      "segment",
      "--data",
      data.toString(),
      "--model",
      model.toString(),
      "--out",
      out.toString(),
      "--device",
      "cpu",
      "--preset",
      "cian",
      "--overlay",
      "--probabilities"
    };
  }

  /** Whether the process was still at work with so many ledger lines. */
  private static boolean killAfter(int lines, Path out, String[] args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add(Main.class.getName());
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.start();
    Path ledger = out.resolve("ledger.jsonl");
    while (process.isAlive()) {
      if (Files.exists(ledger) && lines(ledger) >= lines) {
        process.destroyForcibly();
        break;
      }
      LockSupport.parkNanos(1_000_000); // spinning would take a core from the process
    }
    process.waitFor();
    return process.exitValue() != 0;
  }

  private static long lines(Path ledger) throws IOException {
    byte[] bytes = Files.readAllBytes(ledger);
    long lines = 0;
    for (byte b : bytes) {
      lines += b == '\n' ? 1 : 0;
    }
    return lines;
  }

  private static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        String name = file.getFileName().toString();
        if (!List.of("ledger.jsonl", "run.json", ".lock").contains(name)) {
          files.put(name, FileHash.sha256(file));
        }
      }
    }
    return files;
  }

  private static Map<String, String> masks(Path folder) throws IOException {
    Map<String, String> masks = new TreeMap<>();
    Ledger.read(
        folder.resolve("ledger.jsonl"),
        entry -> {
          MadeMask made = (MadeMask) entry;
          masks.put(made.id(), made.sha256() + made.files() + made.pixels() + made.confidence());
        });
    return masks;
  }
}
