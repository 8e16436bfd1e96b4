package org.tag2mask.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.mask.MaskResult;

/** Files of an image beside its mask. */
class FurtherFilesTest {
  private static final String ENDING = ".note.txt";

  @TempDir Path temp;
  private Path out;
  private List<Sample> samples;

  /** The size of the image, written down. */
  private static final class Noting implements MaskFunction {
    @Override
    public MaskResult mask(RgbImage image, Set<Integer> tags) {
      return FakeBatch.mask(image, tags);
    }

    @Override
    public Made make(Sample sample, RgbImage image) {
      return new Made(mask(sample, image), Map.of(ENDING, note(image)));
    }
  }

  private static byte[] note(RgbImage image) {
    return image.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static RunRecord run(List<String> files) {
    RunRecord plain = FakeBatch.run();
    return new RunRecord(
        plain.tool(),
        plain.recipe(),
        plain.models(),
        plain.classes(),
        plain.kernels(),
        plain.confidence(),
        files,
        plain.about());
  }

  private JobSummary make(JobOptions.Resume resume) {
    return new MaskJob(
            new MaskFolder(out),
            run(List.of(ENDING)),
            FakeBatch::read,
            new Noting(),
            JobOptions.defaults().withResume(resume))
        .run(samples, JobListener.NONE);
  }

  @BeforeEach
  void layOut() throws IOException {
    out = temp.resolve("masks");
    samples = FakeBatch.samples(temp.resolve("images"), 6, 0);
  }

  @Test
  void everyImageGetsThemAndTheyAreKeptAsItsMaskIs() throws IOException {
    assertEquals(6, make(JobOptions.Resume.KEEP).made());
    for (Sample sample : samples) {
      assertArrayEquals(
          note(FakeBatch.read(sample)), Files.readAllBytes(out.resolve(sample.id() + ENDING)));
    }
    assertEquals(6, make(JobOptions.Resume.KEEP).kept());
    assertTrue(FakeBatch.lines(out).get(0).contains("\"files\":{\".note.txt\":\""));
  }

  @Test
  void aMissingOrChangedOneIsMadeAgainWithItsMask() throws IOException {
    make(JobOptions.Resume.KEEP);
    Map<String, String> files = FakeBatch.files(out);
    Files.delete(out.resolve(samples.get(1).id() + ENDING));
    Files.writeString(out.resolve(samples.get(3).id() + ENDING), "something else");
    assertEquals(2, make(JobOptions.Resume.KEEP).made());
    assertEquals(files, FakeBatch.files(out));
  }

  @Test
  void startingAnewRemovesThem() throws IOException {
    make(JobOptions.Resume.KEEP);
    samples = samples.subList(0, 2);
    make(JobOptions.Resume.ANEW);
    assertTrue(Files.exists(out.resolve(samples.get(0).id() + ENDING)));
    assertEquals(
        2, FakeBatch.files(out).keySet().stream().filter(name -> name.endsWith(ENDING)).count());
  }

  @Test
  void aFolderWithoutThemIsOfOtherSettings() {
    FakeBatch.job(out, JobOptions.defaults()).run(samples, JobListener.NONE);
    BatchException e = assertThrows(BatchException.class, () -> make(JobOptions.Resume.KEEP));
    assertTrue(e.getMessage().contains("files: nothing there"), e.getMessage());
  }
}
