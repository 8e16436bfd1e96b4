package org.tag2mask.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.tag2mask.batch.ledger.FailedImage;
import org.tag2mask.batch.ledger.Ledger;
import org.tag2mask.batch.ledger.LedgerEntry;
import org.tag2mask.batch.ledger.MadeMask;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageException;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.mask.MaskResult;
import org.tag2mask.runtime.recipe.MaskRecipe;

/** Images and masks that are functions of the image's id alone, without any library. */
final class FakeBatch {
  static final String BROKEN = "broken";
  private static final int LABELS = 4;

  private FakeBatch() {}

  /** Samples whose image files are there (empty); every {@code brokenEvery}-th one is broken. */
  static List<Sample> samples(Path folder, int count, int brokenEvery) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean broken = brokenEvery > 0 && i % brokenEvery == brokenEvery - 1;
      String id = (i % 3 == 0 ? "sub/" : "") + (broken ? BROKEN : "img") + "_" + i;
      Path image = folder.resolve(id.replace('/', '_') + ".jpg");
      try {
        Files.createDirectories(folder);
        if (!Files.exists(image)) {
          Files.writeString(image, id);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      samples.add(new Sample(id, image, Optional.empty(), Set.of(1, 3)));
    }
    return samples;
  }

  static RgbImage read(Sample sample) {
    if (sample.id().contains(BROKEN)) {
      throw new ImageException(
          ImageException.Kind.TRUNCATED, sample.image().getFileName() + ": ends too early");
    }
    SplittableRandom random = new SplittableRandom(sample.id().hashCode());
    int width = 20 + random.nextInt(30);
    int height = 20 + random.nextInt(30);
    byte[] rgb = new byte[3 * width * height];
    random.nextBytes(rgb);
    return RgbImage.of(width, height, rgb);
  }

  /** The mask of an image depends on its pixels only. */
  static MaskResult mask(RgbImage image, Set<Integer> tags) {
    int pixels = image.width() * image.height();
    byte[] labels = new byte[pixels];
    float[] confidence = new float[pixels];
    for (int i = 0; i < pixels; i++) {
      labels[i] = (byte) (image.array()[3 * i] & LABELS - 1);
      confidence[i] = (image.array()[3 * i + 1] & 0xff) / 255f;
    }
    Map<String, Double> times = new LinkedHashMap<>();
    times.put("cam", 0.25);
    return new MaskResult(
        LabelMap.of(image.width(), image.height(), labels),
        confidence,
        0.5,
        tags.stream().mapToInt(Integer::intValue).toArray(),
        new float[LABELS],
        times);
  }

  static RunRecord run() {
    return new RunRecord(
        "tag2mask test",
        MaskRecipe.named("cam"),
        Map.of("classifier", new RunRecord.Model("model.onnx", "ab".repeat(32))),
        List.of("background", "a", "b", "c"),
        "scalar",
        Confidence.MAPS,
        Map.of("data", "here"));
  }

  static MaskJob job(Path out, JobOptions options) {
    return new MaskJob(new MaskFolder(out), run(), FakeBatch::read, FakeBatch::mask, options);
  }

  /** Every mask and confidence file below a folder, relative name to content hash. */
  static Map<String, String> files(Path out) throws IOException {
    Map<String, String> files = new java.util.TreeMap<>();
    try (var walk = Files.walk(out)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        String name = out.relativize(file).toString();
        if (!name.equals("ledger.jsonl") && !name.equals(".lock")) {
          files.put(name, Sha256.of(Files.readAllBytes(file)));
        }
      }
    }
    return files;
  }

  /** The lines of a ledger without their times, sorted; every line must be sound. */
  static List<String> lines(Path out) throws IOException {
    List<String> lines = new ArrayList<>();
    int damaged = Ledger.read(out.resolve("ledger.jsonl"), entry -> lines.add(timeless(entry)));
    if (damaged > 0) {
      throw new AssertionError(damaged + " damaged ledger lines in " + out);
    }
    lines.sort(null);
    return lines;
  }

  private static String timeless(LedgerEntry entry) {
    if (entry instanceof MadeMask m) {
      return new MadeMask(
              m.id(),
              m.sha256(),
              m.confidenceSha256(),
              m.files(),
              m.width(),
              m.height(),
              m.source(),
              m.pixels(),
              m.confidence(),
              m.lostTags(),
              Map.of())
          .toLine();
    }
    FailedImage f = (FailedImage) entry;
    return new FailedImage(f.id(), f.error(), f.message(), Map.of()).toLine();
  }
}
