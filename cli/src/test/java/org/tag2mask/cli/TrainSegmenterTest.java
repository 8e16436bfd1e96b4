package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.runtime.session.ModelOptions;
import org.tag2mask.runtime.session.OnnxModel;

/** {@code train --part segmenter}, on a network that learns for two epochs. */
class TrainSegmenterTest {
  @TempDir Path temp;
  private Bench bench;
  private Path masks;
  private Path run;

  @BeforeEach
  void layOut() throws IOException {
    bench = new Bench(temp);
    masks = temp.resolve("masks");
    run = temp.resolve("run");
  }

  @Test
  void madeMasksWithAShareOfTrueOnesMakeASegmenterMeasuredByItsMiou() throws IOException {
    assertEquals(0, bench.masks(masks).code());
    Said said = train("--masks", masks.toString(), "--true-masks", "0.5", "--set", "keep=best");
    assertEquals(0, said.code(), said.err());
    assertTrue(said.err().contains("3 of 6 images keep their true masks"), said.err());
    assertTrue(said.out().contains("best score"), said.out());

    List<JsonObject> measured = validations();
    assertEquals(2, measured.size());
    double best = measured.stream().mapToDouble(line -> line.number("score")).max().orElseThrow();
    JsonObject first = measured.get(0);
    assertEquals("miou", first.string("measure"));
    assertTrue(said.out().contains(String.format("best score %.1f %%", 100 * best)), said.out());

    Path model = temp.resolve("segmenter.onnx");
    Said export = Said.by("export", "--run", run.toString(), "--out", model.toString());
    assertEquals(0, export.code(), export.err());
    try (OnnxModel onnx = OnnxModel.open(model, ModelOptions.defaults())) {
      assertEquals(ModelRole.SEGMENTER, onnx.contract().role());
    }
  }

  @Test
  void withoutMadeMasksItLearnsFromTheTrueOnes() throws IOException {
    Files.delete(bench.truth("train_000002"));
    Said said = train("--weights", "none");
    assertEquals(0, said.code(), said.err());
    assertTrue(
        said.err().contains("1 images of split 'train' have no mask and are left out"), said.err());
    assertFalse(said.err().contains("keep their true masks"), said.err());
  }

  @Test
  void masksOfPartOfTheImagesAreEnough() throws IOException {
    assertEquals(0, bench.masks(masks, "--limit", "4").code());
    Said said = train("--masks", masks.toString());
    assertEquals(0, said.code(), said.err());
    assertTrue(said.err().contains("2 images of split 'train' have no mask"), said.err());
  }

  @Test
  void masksNothingCanBeLearnedFromEndItBeforeTheFirstStep() throws IOException {
    fill(64, 48, 0);
    assertRefused("6 masks of split 'train' has a pixel of a class");
    fill(64, 48, LabelMap.IGNORE);
    assertRefused("6 masks of split 'train' has a pixel of a class");
    fill(64, 48, 1);
    PalettePng.write(masks.resolve("train_000003.png"), LabelMap.filled(64, 48, 3));
    assertRefused("1 of the 6 masks of split 'train' do not fit the classes, the first: ");
    fill(64, 48, 0);
    PalettePng.write(masks.resolve("train_000003.png"), LabelMap.filled(48, 64, 1));
    assertRefused("6 masks of split 'train' that fit their images has a pixel of a class");
    fill(48, 64, 1);
    assertRefused("no mask of split 'train' fits its image, the first: ");
    delete();
    PalettePng.write(masks.resolve("holiday.png"), LabelMap.filled(64, 48, 1));
    assertRefused("none of the 6 images of split 'train' has a mask in " + masks);
    delete();
    Files.writeString(masks.resolve("train_000000.png"), "no mask");
    assertRefused("none of the 1 masks of split 'train' can be read");
    delete();
    Files.delete(masks);
    assertRefused("mask folder " + masks + " does not exist; make masks first");
  }

  @Test
  void masksOfOtherClassesAreRefused() throws IOException {
    assertEquals(0, bench.masks(masks).code());
    Path json = masks.resolve("run.json");
    Files.writeString(json, Files.readString(json).replace("red-rings", "red-kings"));
    assertRefused("were made for the classes [background, red-kings, blue-checks]");
  }

  @Test
  void moreTrueMasksThanThereAreAndOptionsThatMakeNoSenseAreRefused() throws IOException {
    assertEquals(0, bench.masks(masks).code());
    for (int i = 0; i < 5; i++) {
      Files.delete(bench.truth("train_00000" + i));
    }
    Said few = train("--masks", masks.toString(), "--true-masks", "0.5");
    assertEquals(ExitCode.NOTHING_DONE, few.code());
    assertTrue(few.err().contains("is 3 of the 6 images of split 'train', but only 1"), few.err());
    Said alone = train("--true-masks", "0.5");
    assertEquals(ExitCode.USAGE, alone.code());
    assertTrue(alone.err().contains("needs --masks DIR"), alone.err());
    Said percent = train("--masks", masks.toString(), "--true-masks", "5");
    assertEquals(ExitCode.USAGE, percent.code());
    assertTrue(percent.err().contains("such as 0.05"), percent.err());
    Said tags = part("classifier", "--masks", masks.toString());
    assertEquals(ExitCode.USAGE, tags.code());
    assertTrue(tags.err().contains("not for 'tags'"), tags.err());
    assertFalse(Files.exists(run));
  }

  @Test
  void aBatchOfOneImageIsRefusedWhereStatisticsNeedTwo() throws IOException {
    fill(64, 48, 1);
    Said said = train("--masks", masks.toString(), "--limit", "1");
    assertEquals(ExitCode.NOTHING_DONE, said.code());
    assertTrue(said.err().contains("a batch has 1 image (batch 3, 1 images"), said.err());
    assertFalse(Files.exists(run));
  }

  @Test
  void aFolderOfOtherFilesIsLeftAlone() throws IOException {
    Files.createDirectories(run);
    Files.writeString(run.resolve("best.safetensors"), "precious");
    Said said = train();
    assertEquals(ExitCode.NOTHING_DONE, said.code());
    assertTrue(said.err().contains("holds other files (best.safetensors)"), said.err());
    assertEquals("precious", Files.readString(run.resolve("best.safetensors")));
    assertFalse(Files.exists(run.resolve("config.yaml")));
  }

  private void fill(int width, int height, int label) throws IOException {
    Files.createDirectories(masks);
    for (int i = 0; i < 6; i++) {
      PalettePng.write(
          masks.resolve("train_00000" + i + ".png"), LabelMap.filled(width, height, label));
    }
  }

  private void delete() throws IOException {
    try (Stream<Path> files = Files.list(masks)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private void assertRefused(String part) {
    Said said = train("--masks", masks.toString());
    assertEquals(ExitCode.NOTHING_DONE, said.code(), said.err());
    assertTrue(said.err().contains(part), said.err());
    assertFalse(Files.exists(run.resolve("metrics.jsonl")), part);
  }

  private List<JsonObject> validations() throws IOException {
    return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
        .filter(line -> line.contains("\"validation\""))
        .map(line -> Json.parseObject(line, "metrics"))
        .toList();
  }

  private Said train(String... more) {
    return part("segmenter", more);
  }

  private Said part(String part, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "train",
                "--data",
                bench.data.toString(),
                "--part",
                part,
                "--network",
                "tiny[width=8]",
                "--epochs",
                "2",
                "--batch",
                "3",
                "--set",
                "crop_height=48",
                "--set",
                "crop_width=64",
                "--threads",
                "1",
                "--out",
                run.toString()));
    words.addAll(List.of(more));
    return Said.by(words.toArray(String[]::new));
  }
}
