package org.tag2mask.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process killed at any moment, started again, ends as if nothing had happened. */
class KillAndResumeTest {
  private static final int IMAGES = 90;
  private static final int BROKEN_EVERY = 13;
  private static final int WORK_MICROS = 8000;

  @TempDir Path temp;

  @Test
  void endsWithTheSameMasksAndLinesAfterSixKillsAtRandomPoints() throws Exception {
    Path images = temp.resolve("images");
    Path calm = temp.resolve("calm");
    FakeBatch.job(calm, JobOptions.defaults())
        .run(FakeBatch.samples(images, IMAGES, BROKEN_EVERY), JobListener.NONE);

    Path out = temp.resolve("killed");
    SplittableRandom random = new SplittableRandom(20261121);
    int interrupted = 0;
    for (int kill = 0; kill < 6; kill++) {
      // So many further bytes in the ledger, then the kill: it falls anywhere between two images.
      long moreBytes = 1 + random.nextInt(3000);
      interrupted += killAfter(images, out, moreBytes) ? 1 : 0;
    }
    assertTrue(interrupted >= 3, "only " + interrupted + " runs were killed before their end");

    Process last = BatchProcess.start(List.of(), images, out, IMAGES, BROKEN_EVERY, 0);
    String said = new String(last.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, last.waitFor(), said);
    assertTrue(said.startsWith("kept ") && !said.startsWith("kept 0 "), said);
    assertEquals(FakeBatch.files(calm), FakeBatch.files(out));
    assertEquals(FakeBatch.lines(calm), FakeBatch.lines(out));
  }

  private boolean killAfter(Path images, Path out, long moreBytes) throws Exception {
    Path ledger = out.resolve("ledger.jsonl");
    Process process = BatchProcess.start(List.of(), images, out, IMAGES, BROKEN_EVERY, WORK_MICROS);
    // The ledger may shrink at first, when lines of failed images are taken off.
    long least = Long.MAX_VALUE;
    while (process.isAlive()) {
      long size = Files.exists(ledger) ? Files.size(ledger) : 0;
      least = Math.min(least, size);
      if (Files.exists(ledger) && size >= least + moreBytes) {
        process.destroyForcibly();
        break;
      }
      LockSupport.parkNanos(200_000); // spinning would take a core from the process
    }
    process.waitFor();
    return process.exitValue() != 0;
  }

  /**
   * What any crash can leave, one by one, without waiting for a process to die at the right place.
   */
  @Test
  void repairsATornLastLineAtEveryByte() throws IOException {
    List<org.tag2mask.data.dataset.Sample> samples =
        FakeBatch.samples(temp.resolve("images"), 4, 0);
    Path out = temp.resolve("torn");
    FakeBatch.job(out, JobOptions.defaults()).run(samples, JobListener.NONE);
    List<String> lines = FakeBatch.lines(out);
    Map<String, String> files = FakeBatch.files(out);
    byte[] whole = Files.readAllBytes(out.resolve("ledger.jsonl"));
    int lastLine = new String(whole, StandardCharsets.UTF_8).stripTrailing().lastIndexOf('\n') + 1;
    for (int cut = lastLine; cut < whole.length; cut += 7) {
      Files.write(out.resolve("ledger.jsonl"), java.util.Arrays.copyOf(whole, cut));
      JobSummary summary = FakeBatch.job(out, JobOptions.defaults()).run(samples, JobListener.NONE);
      assertEquals(1, summary.made(), "cut at byte " + cut);
      assertEquals(lines, FakeBatch.lines(out), "cut at byte " + cut);
      assertEquals(files, FakeBatch.files(out), "cut at byte " + cut);
    }
    // Only the line break is missing: the line cannot be told from one that lost its end.
    Files.write(out.resolve("ledger.jsonl"), java.util.Arrays.copyOf(whole, whole.length - 1));
    assertEquals(
        1, FakeBatch.job(out, JobOptions.defaults()).run(samples, JobListener.NONE).made());
    assertEquals(lines, FakeBatch.lines(out));
  }
}
