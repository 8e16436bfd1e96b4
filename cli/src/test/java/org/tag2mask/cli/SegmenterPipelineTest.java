package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.cli.pipeline.PipelineConfig;
import org.tag2mask.cli.pipeline.SegmenterConfig;
import org.tag2mask.cli.pipeline.Start;
import org.tag2mask.cli.stage.FileHash;
import org.tag2mask.data.png.GreyPng;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.runtime.recipe.SegmentRecipe;

/** Pipelines with a segmenter, very small. */
class SegmenterPipelineTest {
  private static final List<String> ONCE =
      List.of(
          "train",
          "export",
          "evaluate-val",
          "report",
          "train-segmenter",
          "export-segmenter",
          "evaluate-plain-val",
          "evaluate-relabel-2-train",
          "train-segmenter-2",
          "export-segmenter-2",
          "evaluate-plain-2-val",
          "evaluate-segmenter-val",
          "report-segmenter");

  private static final String TWO_ROUNDS =
      "  retrain: {rounds: 1, train: {learning_rate: 0.002}}\n";

  @TempDir Path temp;
  private Bench bench;
  private Path out;

  @BeforeEach
  void layOut() throws IOException {
    bench = new Bench(temp);
    out = temp.resolve("work");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cian-small", "decoupled-small"})
  void smallPresetsRunFromTagsToTheSegmentersReport(String preset) throws IOException {
    String few = "{epochs: 1, batch: 4, threads: 1}";
    Path config =
        Files.writeString(
            temp.resolve("small.yaml"),
            "preset: " + preset + "\ntrain: " + few + "\nsegmenter: {train: " + few + "}\n");
    Said said = pipeline(config);
    assertEquals(0, said.code(), said.err());
    List<String> results = Files.readAllLines(out.resolve("results.csv"));
    assertTrue(results.get(results.size() - 1).contains(",val,2,"), results.toString());
    assertTrue(Files.isRegularFile(out.resolve("report-segmenter/index.html")));
  }

  @Test
  void twoRoundsAreMadeOnceAndAgainWhenWhatTheyAreMadeOfChanges() throws IOException {
    Path config = config(TWO_ROUNDS, "segment: {recipe: cian}\n");
    Said first = pipeline(config);
    assertEquals(0, first.code(), first.err());
    assertTrue(
        first.out().contains("look at " + out.resolve("report-segmenter/index.html")), first.out());
    List<String> results = Files.readAllLines(out.resolve("results.csv"));
    assertEquals("masks,recipe,split,images,mIoU,precision,recall", results.get(0));
    assertRow(results.get(1), "made of tags", "irn", "val", 2, "evaluation.json");
    assertRow(
        results.get(2),
        "segmenter of round 1, one scale",
        "plain",
        "val",
        2,
        "evaluation-plain.json");
    assertRow(
        results.get(3),
        "made by the segmenter of round 1",
        "cian_relabel",
        "train",
        6,
        "evaluation-relabel-2.json");
    assertRow(
        results.get(4),
        "segmenter of round 2, one scale",
        "plain",
        "val",
        2,
        "evaluation-plain-2.json");
    assertRow(
        results.get(5), "segmenter of round 2", "cian", "val", 2, "evaluation-segmenter.json");
    assertEquals(6, results.size());
    assertTrue(settings("run-segmenter-2").contains("learning_rate: 0.002"));
    assertFalse(settings("run-segmenter").contains("learning_rate: 0.002"));
    JsonObject origin =
        Json.parseObject(Files.readString(out.resolve("run-segmenter-2/weights.json")), "origin");
    assertEquals(
        FileHash.sha256(out.resolve("run-segmenter/best.safetensors")), origin.string("sha256"));
    assertEquals(48, PalettePng.read(out.resolve("segmentation/val_000000.png")).height());
    assertTrue(Files.exists(out.resolve("masks-2/train_000000.png")));

    Said second = pipeline(config);
    assertEquals(0, second.code(), second.err());
    ONCE.forEach(stage -> assertSkipped(second, stage));
    assertTrue(second.out().contains("segment: 0 made, 2 kept"), second.out());
    assertFalse(second.out().contains("segment: 2 made"), second.out());
    assertEquals(results, Files.readAllLines(out.resolve("results.csv")));

    // A mask that was lost is the same when it is made again, so nothing is trained.
    Files.delete(out.resolve("masks/train_000003.png"));
    Said third = pipeline(config);
    assertTrue(third.out().contains("masks: 1 made, 7 kept"), third.out());
    ONCE.forEach(stage -> assertSkipped(third, stage));

    // Another CRF at the end: both segmenters stay, their file only names another recipe.
    Said fourth = pipeline(config(TWO_ROUNDS, "segment: {recipe: deeplab_v2}\n"));
    assertEquals(0, fourth.code(), fourth.err());
    for (String stage : List.of("train", "train-segmenter", "train-segmenter-2")) {
      assertSkipped(fourth, stage);
    }
    assertTrue(fourth.err().contains("\nevaluate-segmenter-val: begins"), fourth.err());

    // Another seed makes other segmenters of the same masks.
    Said fifth = pipeline(config("  retrain: 0\n  train: {seed: 7}\n", ""));
    assertEquals(0, fifth.code(), fifth.err());
    assertSkipped(fifth, "train");
    assertTrue(fifth.err().contains("\ntrain-segmenter: begins"), fifth.err());
  }

  @Test
  void fullSupervisionNeedsNeitherClassifierNorMadeMasks() throws IOException {
    Said said = pipeline(config("  masks: own\n", ""));
    assertEquals(0, said.code(), said.err());
    assertFalse(Files.exists(out.resolve("run")));
    assertFalse(Files.exists(out.resolve("masks")));
    assertTrue(Files.exists(out.resolve("segmentation/val_000001.png")));
    // The recipe is one scale without CRF: the same masks are not made twice.
    assertFalse(Files.exists(out.resolve("segmentation-plain")));
    assertTrue(
        Json.parseObject(Files.readString(out.resolve("evaluation-segmenter.json")), "e")
                .number("mIoU")
            > 0);
  }

  @Test
  void labelsOfWhatTheClassifierIsSureOfMayBeLearnedInsteadOfMasks() throws IOException {
    Said said = pipeline(config("  masks: labels\n  labels: {style: irn, background: 0.1}\n", ""));
    assertEquals(0, said.code(), said.err());
    assertTrue(said.out().contains("labels: 6 made"), said.out());
    assertEquals(
        "\"what the classifier is sure of\",irn,train,6",
        Files.readAllLines(out.resolve("results.csv")).get(2).replaceAll("(,[0-9.]+){3}$", ""));
    assertSkipped(
        pipeline(config("  masks: labels\n  labels: {style: irn, background: 0.1}\n", "")),
        "train-segmenter");
    Said other = pipeline(config("  masks: labels\n  labels: irn\n", ""));
    assertTrue(other.err().contains("\ntrain-segmenter: begins"), other.err());
    assertSkipped(other, "train");
  }

  @Test
  void saliencyMapsTellTheBackgroundOfTheLabels() throws IOException {
    Path maps = Files.createDirectories(temp.resolve("saliency"));
    for (int i = 0; i < 6; i++) {
      float[] salient = new float[64 * 48];
      java.util.Arrays.fill(salient, 0, salient.length / 2, 1);
      GreyPng.write(
          maps.resolve("train_00000" + i + ".png"), 64, 48, salient, GreyPng.Depth.BITS_8);
    }
    Path config = config("", "");
    Said said = pipeline(config, "--saliency", maps.toString());
    assertEquals(0, said.code(), said.err());
    LabelMap labels = PalettePng.read(out.resolve("labels-segmenter/train_000000.png"));
    for (int i = 0; i < labels.array().length; i++) {
      // Where nothing is salient there is background or doubt, elsewhere an object or doubt.
      boolean salient = i < labels.array().length / 2;
      assertTrue(
          labels.array()[i] == (byte) LabelMap.IGNORE || (labels.array()[i] != 0) == salient,
          "pixel " + i + " is " + labels.array()[i]);
    }
    Said again = pipeline(out.resolve("config.yaml"));
    assertSkipped(again, "train-segmenter");
    Files.delete(maps.resolve("train_000001.png"));
    Said fewer = pipeline(config, "--saliency", maps.toString());
    assertEquals(ExitCode.SOME_FAILED, fewer.code(), fewer.err());
    assertTrue(fewer.err().contains("train_000001 got no label map (image-missing)"), fewer.err());
    Said none =
        Said.by(
            "pipeline",
            "--data",
            bench.data.toString(),
            "--preset",
            "cam",
            "--out",
            out.toString(),
            "--saliency",
            maps.toString());
    assertEquals(ExitCode.USAGE, none.code());
    assertTrue(none.err().contains("and 'cam' has none; take a preset with one"), none.err());
  }

  @Test
  void aShareOfTrueMasksIsTakenAmongTheMadeOnes() throws IOException {
    Said said = pipeline(config("  true_masks: 0.34\n", ""));
    assertEquals(0, said.code(), said.err());
    assertTrue(said.err().contains("2 of 6 images keep their true masks"), said.err());
    Said second = pipeline(config("  true_masks: 0.34\n", ""));
    assertSkipped(second, "train-segmenter");
    Said none = pipeline(config("", ""));
    assertTrue(none.err().contains("\ntrain-segmenter: begins"), none.err());
  }

  @Test
  void theSectionIsReadWrittenAndFilledFromTheStandardOne() throws IOException {
    PipelineConfig config =
        PipelineConfig.read(
            config(
                "  head: largefov\n  weights: classifier\n",
                "segment: {relabel: {preset: cian, name: mine}, splits: [train]}\n"));
    SegmenterConfig segmenter = config.segmenter().orElseThrow();
    assertEquals("largefov", segmenter.model().head());
    assertEquals(Start.CLASSIFIER, segmenter.start());
    assertEquals(SegmentRecipe.plain(), segmenter.recipe());
    assertEquals(SegmentRecipe.named("cian").withName("mine"), segmenter.relabel());
    assertEquals(List.of("train"), segmenter.splits());
    assertEquals(0.9, segmenter.model().train().optimizer().momentum());
    Path again = Files.writeString(temp.resolve("again.yaml"), config.toYaml());
    assertEquals(config.toMap(), PipelineConfig.read(again).toMap());
    assertEquals(config.segmenter(), PipelineConfig.read(again).segmenter());
    Files.writeString(again, "preset: cam\nsegmenter: none\n");
    assertEquals(Optional.empty(), PipelineConfig.read(again).segmenter());
  }

  @Test
  void sectionsThatMakeNoSenseAreNamed() throws IOException {
    assertFault("  head: cam\n", "", "segmenter.head is 'cam', which makes a");
    assertFault("  epochs: 3\n", "", "epochs");
    assertFault("  true_masks: 5\n", "", "segmenter.true_masks must be 0..1");
    assertFault("  retrain: 11\n", "", "segmenter.retrain must be 0..10");
    assertFault("  retrain: {rounds: 1, train: {epocs: 2}}\n", "", "segmenter.retrain.train");
    assertFault("  retrain: {rounds: 1, train: 6}\n", "", "train");
    assertFault("  retrain: {rounds: 1, train: {epochs: }}\n", "", "epochs");
    assertFault("  saliency: maps\n", "", "segmenter.saliency is 'maps', expected {folder: DIR");
    assertFault("  saliency: {folder: maps}\n", "", "but segmenter.masks is 'made'");
    assertFault("  preset: deeplab\n", "", "no segmenter preset 'deeplab'");
    assertFault("  masks: their\n", "", "masks");
    assertFault("", "segment: {recipe: cain}\n", "did you mean 'cian'?");
    assertFault("", "segment: {splits: []}\n", "segment.splits is empty");
    Path file = Files.writeString(temp.resolve("bare.yaml"), "segment: {recipe: cian}\n");
    RuntimeException e = assertThrows(RuntimeException.class, () -> PipelineConfig.read(file));
    assertTrue(e.getMessage().contains("a section segment but no segmenter"), e.getMessage());
  }

  @Test
  void firstValuesThatNobodyMakesAreRefusedBeforeAnythingIsTrained() throws IOException {
    Said own = pipeline(config("  masks: own\n  weights: classifier\n", ""));
    assertEquals(ExitCode.NOTHING_DONE, own.code());
    assertTrue(own.err().contains("no classifier is trained"), own.err());
    Said other = pipeline(config("  weights: same\n", "", "resnet18"));
    assertEquals(ExitCode.NOTHING_DONE, other.code());
    assertTrue(
        other.err().contains("the segmenter network stands on resnet18 and the classifier on tiny"),
        other.err());
    assertFalse(Files.exists(out.resolve("run")));
  }

  private void assertRow(
      String row, String masks, String recipe, String split, int images, String file)
      throws IOException {
    double iou = Json.parseObject(Files.readString(out.resolve(file)), file).number("mIoU");
    String expected =
        String.format(
            java.util.Locale.ROOT, "\"%s\",%s,%s,%d,%.4f,", masks, recipe, split, images, iou);
    assertTrue(row.startsWith(expected), row + "\n" + expected);
  }

  private String settings(String run) throws IOException {
    return Files.readString(out.resolve(run + "/config.yaml"));
  }

  private void assertFault(String section, String segment, String part) throws IOException {
    Path file = config(section, segment);
    RuntimeException e = assertThrows(RuntimeException.class, () -> PipelineConfig.read(file));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  private static void assertSkipped(Said said, String stage) {
    assertTrue(said.err().contains("\n" + stage + ": done before"), stage + "\n" + said.err());
  }

  private Path config(String section, String segment) throws IOException {
    return config(section, segment, "tiny");
  }

  /** One epoch of narrow networks on small crops. */
  private Path config(String section, String segment, String network) throws IOException {
    String train = "epochs: 1, batch: 3, crop_height: 48, crop_width: 64, threads: 1";
    String own = network.equals("tiny") ? "tiny[width=8]" : network;
    boolean seeded = section.contains("  train: {");
    return Files.writeString(
        temp.resolve("mine.yaml"),
        "preset: cam\nnetwork: tiny[width=8]\nsplits: {masks: [train, val], evaluate: [val]}\n"
            + ("train: {" + train + "}\n")
            + "segmenter:\n  network: "
            + own
            + "\n"
            + (seeded
                ? section.replace("  train: {", "  train: {" + train + ", ")
                : section + "  train: {" + train + "}\n")
            + segment);
  }

  private Said pipeline(Path config, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "pipeline",
                "--data",
                bench.data.toString(),
                "--config",
                config.toString(),
                "--out",
                out.toString(),
                "--device",
                "cpu"));
    words.addAll(List.of(more));
    return Said.by(words.toArray(String[]::new));
  }
}
