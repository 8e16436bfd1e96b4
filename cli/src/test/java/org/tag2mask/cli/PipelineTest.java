package org.tag2mask.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.cli.pipeline.PipelineConfig;
import org.tag2mask.cli.pipeline.PresetFiles;
import org.tag2mask.models.file.WeightLoader;
import org.tag2mask.runtime.json.Json;

/** The whole path, very small. */
class PipelineTest {
  private static final List<String> STAGES =
      List.of("synth", "train", "export", "evaluate-val", "evaluate-train", "report");

  @TempDir Path temp;

  @Test
  void theDemoLeavesWhatItPromisesAndASecondRunSkipsEveryStage() throws Exception {
    Path out = temp.resolve("demo");
    Said first = demo(out, "1");
    assertEquals(0, first.code(), first.err());
    assertTrue(first.out().contains("look at " + out.resolve("report/index.html")), first.out());
    for (String file :
        List.of(
            "report/index.html",
            "evaluation.json",
            "evaluation-train.json",
            "classifier.onnx",
            "config.yaml",
            "masks/train_000000.png",
            "masks/val_000001.png",
            "masks/val_000001.conf.png",
            "masks/ledger.jsonl",
            "run/best.safetensors")) {
      assertTrue(Files.isRegularFile(out.resolve(file)), file + " is missing");
    }
    assertEquals(900, ImageIO.read(out.resolve("run/curves.png").toFile()).getWidth());
    assertEquals(10, Files.readAllLines(out.resolve("masks/ledger.jsonl")).size());
    assertTrue(
        Json.parseObject(Files.readString(out.resolve("evaluation.json")), "e").number("mIoU") > 0);

    Said second = demo(out, "1");
    assertEquals(0, second.code(), second.err());
    for (String stage : STAGES) {
      assertTrue(second.err().contains(stage + ": done before"), stage + "\n" + second.err());
    }
    assertTrue(second.out().contains("0 made, 10 kept"), second.out());

    // One more epoch: the data stays, the training is made anew.
    Said third = demo(out, "2");
    assertEquals(0, third.code(), third.err());
    assertTrue(third.err().contains("synth: done before"), third.err());
    assertTrue(third.err().contains("\ntrain: begins"), third.err());

    // Another seed: everything is made anew, the made-up data set too.
    Said fourth = demo(out, "1", "--seed", "5");
    assertEquals(0, fourth.code(), fourth.err());
    assertFalse(fourth.err().contains("done before"), fourth.err());
    assertTrue(fourth.out().contains("10 made, 0 kept"), fourth.out());
  }

  private static Said demo(Path out, String epochs, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "demo",
                "--out",
                out.toString(),
                "--limit",
                "8",
                "--epochs",
                epochs,
                "--threads",
                "1"));
    words.addAll(List.of(more));
    return Said.by(words.toArray(String[]::new));
  }

  @Test
  void everyPresetIsReadAndItsFullFormGivesTheSameConfiguration() throws Exception {
    for (String name : PresetFiles.names()) {
      PipelineConfig config = PipelineConfig.preset(name);
      assertEquals(name, config.name());
      Path file = Files.writeString(temp.resolve(name + ".yaml"), config.toYaml());
      PipelineConfig again = PipelineConfig.read(file);
      assertEquals(config.toMap(), again.toMap());
      assertEquals(config.recipe(), again.recipe());
      assertEquals(config.classifier().train(), again.classifier().train());
    }
  }

  @Test
  void mismatchedShapesMayBeIgnoredByTheFile() throws Exception {
    Path file = temp.resolve("mine.yaml");
    Files.writeString(file, "preset: cam\nignore_mismatched: true\n");
    PipelineConfig config = PipelineConfig.read(file);
    assertEquals(WeightLoader.OnMismatch.INITIALISE, config.classifier().onMismatch());
    Files.writeString(file, config.toYaml());
    assertEquals(
        WeightLoader.OnMismatch.INITIALISE, PipelineConfig.read(file).classifier().onMismatch());
    assertEquals(
        WeightLoader.OnMismatch.REFUSE, PipelineConfig.preset("cam").classifier().onMismatch());
  }

  @Test
  void aFileChangesOnlyWhatItNames() throws Exception {
    Path file = temp.resolve("mine.yaml");
    Files.writeString(
        file,
        "preset: cam\nweights: nets/mine.safetensors\ntrain:\n  epochs: 9\nmasks:\n  recipe: psa\n");
    PipelineConfig config = PipelineConfig.read(file);
    assertEquals(9, config.classifier().train().epochs());
    assertEquals(16, config.classifier().train().batch());
    assertEquals("psa", config.recipe().name());
    assertEquals(temp.resolve("nets/mine.safetensors"), config.classifier().weights().get());
    assertEquals(List.of("train", "val"), config.splits().masks());
  }
}
