package org.tag2mask.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.batch.ledger.FailedImage;
import org.tag2mask.batch.ledger.LedgerEntry;
import org.tag2mask.batch.ledger.MadeMask;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.recipe.Background;
import org.tag2mask.runtime.recipe.MaskRecipe;

class MaskJobTest {
  @TempDir Path temp;

  @Test
  void writesTheMaskOfEveryImageAndALineThatDescribesIt() throws IOException {
    Path out = temp.resolve("masks");
    List<Sample> samples = FakeBatch.samples(temp.resolve("images"), 10, 0);
    List<LedgerEntry> heard = new ArrayList<>();
    JobSummary summary = run(out, samples, heard);

    assertEquals(10, summary.made());
    assertEquals(10, heard.size());
    for (LedgerEntry entry : heard) {
      MadeMask made = (MadeMask) entry;
      Path file = out.resolve(made.id() + ".png");
      LabelMap mask = PalettePng.read(file);
      Sample sample = samples.stream().filter(s -> s.id().equals(made.id())).findFirst().get();
      assertEquals(FakeBatch.mask(FakeBatch.read(sample), Set.of()).mask(), mask);
      assertEquals(Sha256.of(Files.readAllBytes(file)), made.sha256());
      assertEquals(
          (long) mask.width() * mask.height(),
          made.pixels().values().stream().mapToLong(Long::longValue).sum());
      assertEquals(List.of(1, 3), made.source().tags());
      assertEquals(List.of("decode", "cam", "write"), List.copyOf(made.milliseconds().keySet()));
      assertTrue(Files.exists(out.resolve(made.id() + ".conf.png")));
    }
  }

  @Test
  void namesBrokenImagesInTheLedgerAndMakesAllOthers() throws IOException {
    Path out = temp.resolve("masks");
    JobSummary summary =
        run(out, FakeBatch.samples(temp.resolve("images"), 20, 5), new ArrayList<>());
    assertEquals(16, summary.made());
    assertEquals(4, summary.failed());
    FailedImage first = summary.failures().get(0);
    assertEquals("image-truncated", first.error());
    assertTrue(first.message().endsWith("ends too early"), first.message());
    assertEquals(20, FakeBatch.lines(out).size());
  }

  @Test
  void triesFailedImagesAgainAndKeepsOneLineForEach() throws IOException {
    Path out = temp.resolve("masks");
    List<Sample> samples = FakeBatch.samples(temp.resolve("images"), 20, 5);
    run(out, samples, new ArrayList<>());
    List<String> lines = FakeBatch.lines(out);
    JobSummary again = run(out, samples, new ArrayList<>());
    assertEquals(16, again.kept());
    assertEquals(0, again.made());
    assertEquals(4, again.failed());
    assertEquals(lines, FakeBatch.lines(out));
  }

  @Test
  void makesDamagedAndMissingMasksAgain() throws IOException {
    Path out = temp.resolve("masks");
    List<Sample> samples = FakeBatch.samples(temp.resolve("images"), 6, 0);
    run(out, samples, new ArrayList<>());
    Map<String, String> files = FakeBatch.files(out);
    Path flipped = out.resolve(samples.get(1).id() + ".png");
    byte[] bytes = Files.readAllBytes(flipped);
    bytes[bytes.length / 2] ^= 1;
    Files.write(flipped, bytes);
    Files.delete(out.resolve(samples.get(2).id() + ".png"));
    Files.delete(out.resolve(samples.get(4).id() + ".conf.png"));
    JobSummary again = run(out, samples, new ArrayList<>());
    assertEquals(3, again.kept());
    assertEquals(3, again.made());
    assertEquals(files, FakeBatch.files(out));
  }

  @Test
  void makesAMaskAgainWhenTagsOrImageChanged() throws IOException {
    Path out = temp.resolve("masks");
    List<Sample> samples = new ArrayList<>(FakeBatch.samples(temp.resolve("images"), 6, 0));
    run(out, samples, new ArrayList<>());
    samples.set(0, samples.get(0).withTags(Set.of(2)));
    Files.writeString(samples.get(3).image(), "another image of another length");
    assertEquals(2, run(out, samples, new ArrayList<>()).made());
    assertEquals(6, FakeBatch.lines(out).size());
  }

  @Test
  void anotherImageOfTheSameSizeIsSeenAndACopyIsNot() throws IOException {
    Path out = temp.resolve("masks");
    List<Sample> samples = FakeBatch.samples(temp.resolve("images"), 3, 0);
    run(out, samples, new ArrayList<>());
    Path copied = samples.get(0).image();
    Files.setLastModifiedTime(copied, FileTime.fromMillis(1_000_000));
    Path replaced = samples.get(1).image();
    Files.writeString(replaced, "x".repeat((int) Files.size(replaced)));
    Files.setLastModifiedTime(replaced, FileTime.fromMillis(2_000_000));
    List<LedgerEntry> heard = new ArrayList<>();
    assertEquals(1, run(out, samples, heard).made());
    assertEquals(samples.get(1).id(), heard.get(0).id());
  }

  @Test
  void linesOfEarlierLedgersKnowImagesByTheirSize() throws IOException {
    Path out = temp.resolve("masks");
    List<Sample> samples = FakeBatch.samples(temp.resolve("images"), 3, 0);
    run(out, samples, new ArrayList<>());
    Path ledger = out.resolve("ledger.jsonl");
    String line = Files.readString(ledger);
    String earlier = line.replaceAll("\"image_time\":[0-9]+,\"image_sha256\":\"[0-9a-f]+\",", "");
    assertTrue(earlier.length() < line.length() - 3 * 64);
    Files.writeString(ledger, earlier);
    assertEquals(0, run(out, samples, new ArrayList<>()).made());
  }

  @Test
  void severalSplitsShareAFolder() throws IOException {
    Path out = temp.resolve("masks");
    List<Sample> all = FakeBatch.samples(temp.resolve("images"), 12, 0);
    run(out, all.subList(0, 5), new ArrayList<>());
    assertEquals(7, run(out, all.subList(5, 12), new ArrayList<>()).made());
    assertEquals(12, run(out, all, new ArrayList<>()).kept());
    assertEquals(12, FakeBatch.lines(out).size());
  }

  @Test
  void theNumberOfWorkersDoesNotChangeAByte() throws IOException {
    List<Sample> samples = FakeBatch.samples(temp.resolve("images"), 30, 7);
    Path one = temp.resolve("one");
    Path eight = temp.resolve("eight");
    FakeBatch.job(one, JobOptions.defaults().withWorkers(1)).run(samples, JobListener.NONE);
    FakeBatch.job(eight, JobOptions.defaults().withWorkers(8)).run(samples, JobListener.NONE);
    assertEquals(FakeBatch.files(one), FakeBatch.files(eight));
    assertEquals(FakeBatch.lines(one), FakeBatch.lines(eight));
  }

  @Test
  void refusesAFolderOfAnotherRecipeAndSaysWhatDiffers() {
    Path out = temp.resolve("masks");
    List<Sample> samples = FakeBatch.samples(temp.resolve("images"), 3, 0);
    run(out, samples, new ArrayList<>());
    BatchException e =
        assertThrows(
            BatchException.class,
            () -> other(out, JobOptions.defaults()).run(samples, JobListener.NONE));
    assertTrue(
        e.getMessage().contains("recipe.background.threshold: 0.15 there, 0.3 now"),
        e.getMessage());
    assertFalse(e.getMessage().contains("classifier"), e.getMessage());
  }

  @Test
  void startsAnewInItsOwnFolderWhenTold() throws IOException {
    Path out = temp.resolve("masks");
    List<Sample> samples = FakeBatch.samples(temp.resolve("images"), 5, 0);
    run(out, samples, new ArrayList<>());
    JobSummary summary =
        other(out, JobOptions.defaults().withResume(JobOptions.Resume.ANEW))
            .run(samples.subList(0, 2), JobListener.NONE);
    assertEquals(2, summary.made());
    assertEquals(2, FakeBatch.lines(out).size());
    assertFalse(Files.exists(out.resolve(samples.get(4).id() + ".png")));
  }

  private static MaskJob other(Path out, JobOptions options) {
    RunRecord run = FakeBatch.run();
    MaskRecipe recipe = MaskRecipe.named("cam").withBackground(new Background.Threshold(0.3));
    RunRecord changed =
        new RunRecord(
            run.tool(),
            recipe,
            run.models(),
            run.classes(),
            run.kernels(),
            run.confidence(),
            run.about());
    return new MaskJob(new MaskFolder(out), changed, FakeBatch::read, FakeBatch::mask, options);
  }

  @Test
  void neverTouchesAFolderOfOtherFiles() throws IOException {
    Path out = Files.createDirectories(temp.resolve("holiday"));
    Files.writeString(out.resolve("beach.png"), "precious");
    List<Sample> samples = FakeBatch.samples(temp.resolve("images"), 2, 0);
    for (JobOptions.Resume resume : JobOptions.Resume.values()) {
      BatchException e =
          assertThrows(
              BatchException.class,
              () ->
                  FakeBatch.job(out, JobOptions.defaults().withResume(resume))
                      .run(samples, JobListener.NONE));
      assertTrue(e.getMessage().contains("beach.png"), e.getMessage());
    }
    assertEquals("precious", Files.readString(out.resolve("beach.png")));
  }

  @Test
  void idsCannotLeaveTheFolder() throws IOException {
    Path out = temp.resolve("deep/masks");
    Path image = Files.writeString(temp.resolve("x.jpg"), "x");
    List<Sample> samples = new ArrayList<>();
    for (String id :
        List.of("../escape", "/absolute", "a/../../b", "a//b", "c\\d", "e.conf", "ok")) {
      samples.add(new Sample(id, image, Optional.empty(), Set.of(1)));
    }
    JobSummary summary = run(out, samples, new ArrayList<>());
    assertEquals(1, summary.made());
    assertEquals(6, summary.failed());
    assertTrue(summary.failures().stream().allMatch(f -> f.error().equals("unsafe-id")));
    assertEquals(Set.of("ok.png", "ok.conf.png", "run.json"), FakeBatch.files(out).keySet());
    assertFalse(Files.exists(temp.resolve("deep/escape.png")));
  }

  @Test
  void refusesTwoImagesOfOneName() {
    List<Sample> samples = new ArrayList<>(FakeBatch.samples(temp.resolve("images"), 2, 0));
    samples.add(samples.get(0));
    BatchException e =
        assertThrows(
            BatchException.class, () -> run(temp.resolve("m"), samples, new ArrayList<>()));
    assertTrue(e.getMessage().contains("is there twice"), e.getMessage());
  }

  @Test
  void stopFinishesTheImagesBegunAndResumesLater() throws IOException {
    Path out = temp.resolve("masks");
    List<Sample> samples = FakeBatch.samples(temp.resolve("images"), 40, 0);
    AtomicInteger finished = new AtomicInteger();
    MaskJob job = FakeBatch.job(out, JobOptions.defaults().withWorkers(2));
    JobSummary stopped =
        job.run(
            samples,
            new JobListener() {
              @Override
              public void started(int images, int kept) {}

              @Override
              public void finished(LedgerEntry entry) {
                if (finished.incrementAndGet() == 3) {
                  job.stop();
                }
              }
            });
    assertTrue(stopped.left() > 0, "nothing was left to resume");
    assertEquals(stopped.made(), FakeBatch.lines(out).size());
    JobSummary rest = run(out, samples, new ArrayList<>());
    assertEquals(stopped.made(), rest.kept());
    assertEquals(0, rest.left());
  }

  @Test
  void oneProcessAtATimeWritesToAFolder() {
    Path out = temp.resolve("masks");
    List<Sample> samples = FakeBatch.samples(temp.resolve("images"), 2, 0);
    List<String> refused = new ArrayList<>();
    MaskFunction nested =
        (image, tags) -> {
          try {
            FakeBatch.job(out, JobOptions.defaults()).run(samples, JobListener.NONE);
          } catch (BatchException e) {
            synchronized (refused) {
              refused.add(e.getMessage());
            }
          }
          return FakeBatch.mask(image, tags);
        };
    new MaskJob(
            new MaskFolder(out), FakeBatch.run(), FakeBatch::read, nested, JobOptions.defaults())
        .run(samples, JobListener.NONE);
    assertEquals(2, refused.size());
    assertTrue(refused.get(0).contains("another process is writing"), refused.get(0));
  }

  @Test
  void removesWhatAKilledProcessLeftHalfWritten() throws IOException {
    Path out = temp.resolve("masks");
    List<Sample> samples = FakeBatch.samples(temp.resolve("images"), 4, 0);
    run(out, samples, new ArrayList<>());
    Map<String, String> files = FakeBatch.files(out);
    Files.writeString(out.resolve("sub/.img_9.png.0123456789abcdef.tmp"), "half");
    run(out, samples, new ArrayList<>());
    assertEquals(files, FakeBatch.files(out));
  }

  @Test
  void aFaultOfOurOwnInOneImageDoesNotStopTheOthers() {
    List<Sample> samples = FakeBatch.samples(temp.resolve("images"), 6, 0);
    AtomicInteger calls = new AtomicInteger();
    MaskFunction faulty =
        (image, tags) -> {
          if (calls.incrementAndGet() == 2) {
            throw new OutOfMemoryError("Java heap space");
          }
          return FakeBatch.mask(image, tags);
        };
    JobSummary summary =
        new MaskJob(
                new MaskFolder(temp.resolve("m")),
                FakeBatch.run(),
                FakeBatch::read,
                faulty,
                JobOptions.defaults())
            .run(samples, JobListener.NONE);
    assertEquals(5, summary.made());
    assertEquals("out-of-memory", summary.failures().get(0).error());
  }

  private JobSummary run(Path out, List<Sample> samples, List<LedgerEntry> heard) {
    return FakeBatch.job(out, JobOptions.defaults().withWorkers(3))
        .run(
            samples,
            new JobListener() {
              @Override
              public void started(int images, int kept) {}

              @Override
              public void finished(LedgerEntry entry) {
                heard.add(entry);
              }
            });
  }
}
