package org.tag2mask.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that end or cannot be written. */
class FullDiskTest {
  @TempDir Path temp;

  @Test
  void aFullDiskEndsTheJobAndLeavesOnlyWholeFiles() throws Exception {
    Path disk = Files.createDirectories(temp.resolve("disk"));
    // A file system of 128 KB in a name space of its own, which needs no rights on most Linuxes.
    List<String> inSmallDisk =
        List.of(
            "unshare",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs -o size=128k tmpfs "
                + disk
                + " || exit 77; \"$@\"; code=$?;"
                + " mkdir -p "
                + temp
                + "/seen && cp -r "
                + disk
                + "/masks "
                + temp
                + "/seen;"
                + " exit $code",
            "sh");
    String said;
    int code;
    try {
      Process process =
          BatchProcess.start(inSmallDisk, temp.resolve("images"), disk.resolve("masks"), 60, 0, 0);
      said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      code = process.exitValue();
    } catch (IOException e) {
      said = e.getMessage();
      code = 77;
    }
    assumeTrue(code == 4 || code == 0, "no small file system can be mounted here: " + said);
    assertEquals(4, code, said);
    assertTrue(said.contains("cannot be written") && said.contains("No space left"), said);

    Path seen = temp.resolve("seen/masks");
    List<String> lines = FakeBatch.lines(seen);
    assertTrue(lines.size() < 60, "the disk held everything");
    try (var files = Files.walk(seen)) {
      assertEquals(List.of(), files.filter(f -> f.toString().endsWith(".tmp")).toList());
    }
    // What is there is valid: with room again the job goes on from it.
    JobSummary rest =
        FakeBatch.job(seen, JobOptions.defaults())
            .run(FakeBatch.samples(temp.resolve("images"), 60, 0), JobListener.NONE);
    assertEquals(lines.size(), rest.kept());
    assertEquals(60, FakeBatch.lines(seen).size());
  }

  @Test
  void aPlaceThatCannotBeAFolderIsNamed() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "not a folder");
    BatchException e =
        assertThrows(
            BatchException.class,
            () ->
                FakeBatch.job(file.resolve("masks"), JobOptions.defaults())
                    .run(FakeBatch.samples(temp.resolve("images"), 2, 0), JobListener.NONE));
    assertTrue(e.getMessage().contains("cannot write to the mask folder " + file), e.getMessage());
  }

  @Test
  void aMaskThatCannotBeRenamedIntoPlaceEndsTheJob() throws IOException {
    Path out = temp.resolve("masks");
    List<org.tag2mask.data.dataset.Sample> samples =
        FakeBatch.samples(temp.resolve("images"), 6, 0);
    FakeBatch.job(out, JobOptions.defaults()).run(samples.subList(0, 1), JobListener.NONE);
    // A folder that is not empty stands where the mask of image 4 should go.
    Files.createDirectories(out.resolve(samples.get(4).id() + ".png/in the way"));
    BatchException e =
        assertThrows(
            BatchException.class,
            () -> FakeBatch.job(out, JobOptions.defaults()).run(samples, JobListener.NONE));
    assertTrue(e.getMessage().contains("go"), e.getMessage());
    for (String line : FakeBatch.lines(out)) {
      assertTrue(line.contains("\"done\"") && !line.contains(samples.get(4).id() + "\""), line);
    }
    try (var files = Files.walk(out)) {
      assertEquals(List.of(), files.filter(f -> f.toString().endsWith(".tmp")).toList());
    }
  }
}
