package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.coco.CocoResult;
import org.tag2mask.data.coco.CocoResultsFile;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.Segmenter;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.recipe.ClassFilter;
import org.tag2mask.runtime.recipe.SegmentRecipe;

/** {@code segment}, with a segmenter that has learned nothing. */
class SegmentCommandTest {
  private static final String FIRST = "train_000000";

  @TempDir Path temp;
  private Bench bench;
  private Path model;
  private Path out;

  @BeforeEach
  void layOut() throws IOException {
    bench = new Bench(temp);
    model = bench.segmenter();
    out = temp.resolve("predictions");
  }

  @Test
  void masksAreThoseOfTheRuntimeAndASecondRunKeepsThem() throws IOException {
    Said first = segmentTrain("--preset", "cian");
    assertEquals(0, first.code(), first.err());
    assertTrue(first.out().contains("segment: 6 made, 0 kept, 0 failed"), first.out());
    try (Segmenter segmenter = open(SegmentRecipe.named("cian"))) {
      for (int i = 0; i < 6; i++) {
        String id = "train_00000" + i;
        LabelMap expected = segmenter.mask(ImageReader.read(bench.image(id)));
        assertEquals(expected, PalettePng.read(out.resolve(id + ".png")), id);
      }
    }
    Said again = segmentTrain("--preset", "cian");
    assertTrue(again.out().contains("0 made, 6 kept"), again.out());
    Said other = segmentTrain("--preset", "seam");
    assertEquals(ExitCode.NOTHING_DONE, other.code());
    assertTrue(other.err().contains("was made with other settings"), other.err());
    assertTrue(other.err().contains("recipe.name: \"cian\" there, \"seam\" now"), other.err());
    assertEquals(0, segmentTrain("--preset", "seam", "--no-resume").code());
  }

  @Test
  void probabilitiesOverlaysAndConfidencesLieBesideTheMask() throws IOException {
    Said said = segmentTrain("--probabilities", "--overlay", "--confidence");
    assertEquals(0, said.code(), said.err());
    LabelMap mask = PalettePng.read(out.resolve(FIRST + ".png"));
    byte[] file = Files.readAllBytes(out.resolve(FIRST + ".prob.npy"));
    int planes = 3;
    int pixels = mask.width() * mask.height();
    String head = new String(file, 0, file.length - planes * pixels, StandardCharsets.US_ASCII);
    assertTrue(head.contains("'descr': '|u1'"), head);
    assertTrue(head.contains("'shape': (3, 48, 64,)"), head);
    byte[] values = Arrays.copyOfRange(file, file.length - planes * pixels, file.length);
    for (int p = 0; p < pixels; p++) {
      int sum = 0;
      int largest = 0;
      for (int plane = 0; plane < planes; plane++) {
        int value = Byte.toUnsignedInt(values[plane * pixels + p]);
        sum += value;
        largest = Math.max(largest, value);
      }
      // Each is rounded by itself.
      assertEquals(255, sum, 1.5, "pixel " + p);
      int label = Byte.toUnsignedInt(mask.array()[p]);
      assertEquals(largest, Byte.toUnsignedInt(values[label * pixels + p]), "pixel " + p);
    }
    RgbImage overlay = ImageReader.read(out.resolve(FIRST + ".overlay.jpg"));
    assertEquals(64, overlay.width());
    assertEquals(48, overlay.height());
    assertTrue(Files.exists(out.resolve(FIRST + ".conf.png")));
    Files.delete(out.resolve(FIRST + ".overlay.jpg"));
    Said again = segmentTrain("--probabilities", "--overlay", "--confidence");
    assertTrue(again.out().contains("1 made, 5 kept"), again.out());
    Said fewer = segmentTrain("--overlay", "--confidence");
    assertTrue(fewer.err().contains("was made with other settings"), fewer.err());
  }

  @Test
  void givenTagsLeaveNoOtherClassInAMask() throws IOException {
    assertEquals(0, segmentTrain("--given-tags").code());
    for (String row : Files.readAllLines(bench.data.resolve("labels.csv"))) {
      if (row.startsWith("train_")) {
        String id = row.substring(0, row.indexOf(','));
        Set<String> tags = Set.of(row.substring(row.indexOf(',') + 1).split(";"));
        LabelMap mask = PalettePng.read(out.resolve(id + ".png"));
        SegmentRecipe recipe = SegmentRecipe.plain().withClasses(ClassFilter.GIVEN);
        try (Segmenter segmenter = open(recipe)) {
          assertEquals(segmenter.mask(ImageReader.read(bench.image(id)), tags), mask, id);
        }
        assertTrue(tags.contains("red-rings") || mask.counts()[1] == 0, id);
        assertTrue(tags.contains("blue-checks") || mask.counts()[2] == 0, id);
      }
    }
  }

  @Test
  void filesFoldersAndListsGiveTheSameMasksAsTheDataSet() throws IOException {
    assertEquals(0, segmentTrain().code());
    Path folder = Files.createDirectories(temp.resolve("holiday/sea"));
    Files.copy(bench.image("train_000001"), folder.resolve("b.png"));
    Path list = temp.resolve("list.txt");
    Files.writeString(list, "data/JPEGImages/train_000002.png\n\n");
    Path files = temp.resolve("files");
    Said said =
        segment(
            files,
            bench.image(FIRST).toString(),
            temp.resolve("holiday").toString(),
            list.toString());
    assertEquals(0, said.code(), said.err());
    assertTrue(said.out().contains("3 made"), said.out());
    assertSame(out.resolve(FIRST + ".png"), files.resolve(FIRST + ".png"));
    assertSame(out.resolve("train_000001.png"), files.resolve("sea/b.png"));
    assertSame(out.resolve("train_000002.png"), files.resolve("train_000002.png"));
  }

  @Test
  void anImageOfAnySizeGetsAMaskOfItsSize() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("sizes"));
    write(folder.resolve("dot.png"), 1, 1);
    write(folder.resolve("stick.png"), 3, 200);
    write(folder.resolve("wide.png"), 301, 47);
    Said said = segment(out, folder.toString(), "--preset", "seam", "--tiles", "128,32");
    assertEquals(0, said.code(), said.err());
    assertSize(1, 1, "dot");
    assertSize(3, 200, "stick");
    assertSize(301, 47, "wide");
  }

  @Test
  void cocoResultsThatCouldNotBeWrittenAreRefusedBeforeTheFirstMask() throws IOException {
    Files.createDirectories(temp.resolve("folder"));
    for (String[] wrong :
        new String[][] {
          {temp.resolve("folder").toString(), "is the folder"},
          {out.resolve("ledger.jsonl").toString(), "may be a file of it"},
          {out.resolve("run.json").toString(), "may be a file of it"}
        }) {
      Said said = segmentTrain("--coco", wrong[0]);
      assertEquals(ExitCode.NOTHING_DONE, said.code());
      assertTrue(said.err().contains(wrong[1]), said.err());
      assertFalse(Files.exists(out.resolve("ledger.jsonl")));
    }
    Path none = temp.resolve("none.json");
    Said said =
        segmentTrain(
            "--coco", temp.resolve("results.json").toString(), "--annotations", none.toString());
    assertEquals(ExitCode.NOTHING_DONE, said.code());
    assertTrue(said.err().contains("none.json"), said.err());
    assertFalse(Files.exists(out.resolve("ledger.jsonl")));
  }

  @Test
  void cocoResultsHoldEveryPixelOfEveryMask() throws IOException {
    Path json = temp.resolve("coco/results.json");
    Said said = segmentTrain("--coco", json.toString());
    assertEquals(0, said.code(), said.err());
    List<CocoResult> results = new ArrayList<>();
    CocoResultsFile.read(json, results::add);
    assertFalse(results.isEmpty());
    assertTrue(said.err().contains("coco: " + results.size() + " results in " + json), said.err());
    for (int i = 0; i < 6; i++) {
      LabelMap mask = PalettePng.read(out.resolve("train_00000" + i + ".png"));
      byte[] painted = new byte[mask.array().length];
      for (CocoResult result : results) {
        if (result.imageId() == i) {
          result.mask().paint(painted, result.categoryId());
        }
      }
      assertArrayEquals(mask.array(), painted, "image " + i);
    }
  }

  @Test
  void brokenImagesAreNamedAndTheOthersGetMasks() throws IOException {
    Files.writeString(bench.image(FIRST), "this is no image");
    Files.delete(bench.image("train_000001"));
    Said said = segmentTrain();
    assertEquals(ExitCode.SOME_FAILED, said.code(), said.err());
    assertTrue(said.out().contains("4 made, 0 kept, 2 failed"), said.out());
    assertTrue(said.err().contains(FIRST + " got no mask (not-an-image)"), said.err());
    assertTrue(said.err().contains("train_000001 got no mask (image-missing)"), said.err());
  }

  @Test
  void whatCannotWorkIsRefusedBeforeAnyMask() throws IOException {
    Said classifier =
        Said.by(words(out, List.of("--data", bench.data.toString()), bench.model, new String[0]));
    assertRefused("is a classifier, expected a segmenter; 'tag2mask masks'", classifier);
    Path csv = bench.data.resolve("labels.csv");
    List<String> rows = new ArrayList<>(Files.readAllLines(csv));
    rows.replaceAll(row -> row.startsWith("image") ? row : row.replaceAll(",.*", ","));
    Files.write(csv, rows);
    Said untagged = segmentTrain("--given-tags");
    assertRefused("none of the 6 images of split 'train' has a tag", untagged);
    Path mine = Files.createDirectories(temp.resolve("mine"));
    Files.writeString(mine.resolve("letter.txt"), "dear");
    Said strangers = segment(mine, "--data", bench.data.toString());
    assertRefused("holds other files (letter.txt) and no run.json", strangers);
    Path twin = Files.createDirectories(temp.resolve("twin")).resolve(FIRST + ".png");
    Files.copy(bench.image(FIRST), twin);
    Said twins = segment(out, bench.image(FIRST).toString(), twin.toString());
    assertRefused("image id '" + FIRST + "' is there twice", twins);
    Path list = Files.writeString(temp.resolve("none.txt"), "\n");
    assertRefused("is empty; expected the path of an image a line", segment(out, list.toString()));
    assertFalse(Files.exists(out.resolve("ledger.jsonl")));
  }

  @Test
  void optionsThatMakeNoSenseAreUsageErrors() {
    String data = bench.data.toString();
    assertUsage("give either --data DIR for a data set, or image files");
    assertUsage("give either --data DIR for a data set, or image files", "--data", data, "a.jpg");
    assertUsage("--split needs --data", "a.jpg", "--split", "val");
    assertUsage("no segment preset 'cain' (did you mean 'cian'?)", "a.jpg", "--preset", "cain");
    assertUsage("--flip is 'both', expected one of none, mirror", "a.jpg", "--flip", "both");
    assertUsage("--merge is 'mean', expected one of mean_logits", "a.jpg", "--merge", "mean");
    assertUsage("no CRF preset 'foo'", "a.jpg", "--crf", "foo");
    assertUsage("tiles need a window of at least 64", "a.jpg", "--tiles", "32");
    assertUsage("segmenter scales must be", "a.jpg", "--scales", "1,1");
    assertUsage("--annotations needs --coco FILE", "a.jpg", "--annotations", "x.json");
    assertUsage("restricts masks to the tags of each image, and plain", "a.jpg", "--given-tags");
  }

  private void assertUsage(String part, String... more) {
    Said said = segment(out, more);
    assertEquals(ExitCode.USAGE, said.code(), said.err());
    assertTrue(said.err().contains(part), said.err());
  }

  private static void assertRefused(String part, Said said) {
    assertEquals(ExitCode.NOTHING_DONE, said.code(), said.err());
    assertTrue(said.err().contains(part), said.err());
  }

  private static void assertSame(Path expected, Path found) throws IOException {
    assertArrayEquals(Files.readAllBytes(expected), Files.readAllBytes(found), found.toString());
  }

  private void assertSize(int width, int height, String id) {
    LabelMap mask = PalettePng.read(out.resolve(id + ".png"));
    assertEquals(width, mask.width(), id);
    assertEquals(height, mask.height(), id);
  }

  /** Any picture: the palette of a mask will do. */
  private static void write(Path file, int width, int height) throws IOException {
    PalettePng.write(file, LabelMap.filled(width, height, 1));
  }

  private Segmenter open(SegmentRecipe recipe) {
    return Segmenter.builder().segmenter(model).recipe(recipe).device(Device.cpu()).build();
  }

  private Said segmentTrain(String... more) {
    return Said.by(words(out, List.of("--data", bench.data.toString()), model, more));
  }

  private Said segment(Path folder, String... more) {
    return Said.by(words(folder, List.of(), model, more));
  }

  private static String[] words(Path folder, List<String> data, Path model, String... more) {
    Stream<String> given =
        Stream.of("--model", model.toString(), "--out", folder.toString(), "--device", "cpu");
    return Stream.of(Stream.of("segment"), data.stream(), Stream.of(more), given)
        .flatMap(part -> part)
        .toArray(String[]::new);
  }
}
