package org.tag2mask.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.models.file.SafetensorsFile;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.trainer.loader.CropSettings;
import org.tag2mask.trainer.objective.TagObjective;
import org.tag2mask.trainer.optimize.GroupRates;
import org.tag2mask.trainer.optimize.OptimizerSettings;

class TrainerTest {
  @TempDir Path folder;

  @Test
  void tinyNetworkLearnsTheColours() throws IOException {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 96, 1);
    Dataset val = ColouredSquares.write(folder.resolve("data"), "val", 40, 2);
    List<Double> losses = new ArrayList<>();
    TrainResult result =
        train(
            Trainings.config().withEpochs(4),
            train,
            Optional.of(val),
            new TrainListener() {
              @Override
              public void onValidation(ValidationMetrics validation) {
                losses.add(validation.loss());
              }
            });
    assertEquals(TrainResult.Outcome.FINISHED, result.outcome());
    double map = result.bestScore().orElseThrow();
    assertTrue(map > 0.9, "mAP " + map);
    assertTrue(losses.get(3) < 0.65 * losses.get(0), "losses " + losses);
  }

  @Test
  void engineArraysDoNotPileUp() throws Exception {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 8, 1);
    int before = EngineMemory.liveArrays();
    Set<Integer> counts = new TreeSet<>();
    int[] most = new int[1];
    train(
        Trainings.config()
            .withEpochs(300)
            .withBatch(2)
            .withMaxSteps(300)
            .withCrop(new CropSettings(16, 16, 1, 1, 0, 0, 0.5, 0))
            .withRun(Trainings.config().run().withCheckpointEvery(50).withValidateEvery(20)),
        train,
        Optional.of(train),
        new TrainListener() {
          @Override
          public void onStep(StepMetrics step) {
            try {
              counts.add(EngineMemory.liveArrays());
              most[0]++;
            } catch (ReflectiveOperationException e) {
              throw new IllegalStateException(e);
            }
          }
        });
    assertEquals(300, most[0]);
    assertEquals(1, counts.size(), "live arrays after the steps: " + counts);
    assertEquals(before, EngineMemory.liveArrays());
  }

  @Test
  void frozenLayersKeepValuesAndStatistics() throws IOException {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 8, 1);
    TrainResult result =
        train(
            Trainings.config().withEpochs(2).withFreeze(List.of("stem", "block1.1")),
            train,
            Optional.empty(),
            TrainListener.NONE);
    ParameterSet first = Trainings.initial();
    try (SafetensorsFile file = SafetensorsFile.open(result.bestParameters().orElseThrow())) {
      assertEquals(first.names(), new java.util.LinkedHashSet<>(file.names()));
      for (String name : file.names()) {
        boolean frozen = name.startsWith("stem.") || name.startsWith("block1.1.");
        Tensor before = first.get(name);
        assertEquals(frozen, before.equals(file.read(name)), name);
      }
      assertEquals("tiny[width=8]", file.metadata().get("tag2mask.network"));
      assertEquals(
          "[\"background\",\"red\",\"green\",\"blue\"]", file.metadata().get("tag2mask.classes"));
    }
  }

  @Test
  void theBestParametersAreThoseOfTheBestValidation() throws IOException {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 48, 1);
    Dataset val = ColouredSquares.write(folder.resolve("data"), "val", 12, 2);
    List<Double> maps = new ArrayList<>();
    TrainListener listener =
        new TrainListener() {
          @Override
          public void onValidation(ValidationMetrics validation) {
            maps.add(validation.score());
          }
        };
    TrainResult result = train(Trainings.config().withEpochs(4), train, Optional.of(val), listener);
    double best = maps.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    assertEquals(best, result.bestScore().orElseThrow());
    ParameterSet kept = read(result.bestParameters().orElseThrow());
    // The same measure once more, made from single pictures by the reference.
    assertEquals(best, meanAveragePrecision(kept, val), 1e-9);

    TrainResult last =
        Trainer.train(
            new Training(
                Trainings.config().withEpochs(4).withKeep(TrainConfig.Keep.LAST),
                new TagObjective(),
                Trainings.network(),
                Trainings.initial(),
                train,
                Optional.of(val)),
            folder.resolve("last"),
            TrainListener.NONE);
    assertEquals(maps.get(3), last.bestScore().orElseThrow());
  }

  @Test
  void aBrokenImageStopsOrIsLeftOut() throws IOException {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 16, 1);
    Files.writeString(train.samples().get(5).image(), "not an image");
    TrainConfig config = Trainings.config().withEpochs(1);
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () -> train(config, train, Optional.of(train), TrainListener.NONE));
    assertTrue(e.getMessage().contains("train5.png"), e.getMessage());
    List<String> messages = new ArrayList<>();
    TrainResult result =
        train(
            config.withRun(config.run().withSkipBroken(true)),
            train,
            Optional.of(train),
            new TrainListener() {
              @Override
              public void onMessage(String message) {
                messages.add(message);
              }
            });
    assertEquals(2, result.steps());
    assertEquals(
        2,
        messages.stream().filter(m -> m.startsWith("left out train5: ")).count(),
        messages.toString());
    assertTrue(messages.stream().anyMatch(m -> m.endsWith("on 15 images")), messages.toString());
  }

  @Test
  void aDivergingTrainingStopsAndSaysWhatToChange() throws IOException {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 8, 1);
    OptimizerSettings wild = new OptimizerSettings(1e30, 0.9, false, 0, 0, GroupRates.PSA);
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () ->
                train(
                    Trainings.config().withEpochs(9).withOptimizer(wild),
                    train,
                    Optional.empty(),
                    TrainListener.NONE));
    assertTrue(e.getMessage().contains("diverged at step"), e.getMessage());
    assertTrue(e.getMessage().contains("learning rate"), e.getMessage());
  }

  @Test
  void settingsThatDoNotFitAreRefusedBeforeAnythingIsWritten() throws IOException {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 4, 1);
    TrainConfig config = Trainings.config();
    assertRefused("multiples of 8", config.withCrop(crop(44)), train, 3);
    assertRefused("the network has 5 classes", config, train, 5);
    assertRefused("has no image", config, train.limit(0), 3);
    assertRefused("no parameter is named 'stm'", config.withFreeze(List.of("stm")), train, 3);
    List<String> all = List.of("stem", "block1", "block2", "block3", "block4", "classifier");
    assertRefused("nothing is left to train", config.withFreeze(all), train, 3);
    assertFalse(Files.exists(folder.resolve("run")));
  }

  @Test
  void anUnwritableRunFolderIsNamed() throws IOException {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 4, 1);
    Files.writeString(folder.resolve("run"), "a file, no folder");
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () -> train(Trainings.config(), train, Optional.empty(), TrainListener.NONE));
    assertTrue(e.getMessage().contains(folder.resolve("run").toString()), e.getMessage());
  }

  private static CropSettings crop(int side) {
    return new CropSettings(side, side, 1, 1, 0, 0, 0, 0);
  }

  private void assertRefused(String part, TrainConfig config, Dataset train, int classes) {
    Network network = Networks.build(NetworkSpec.parse("tiny[width=8]", "cam", classes));
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () ->
                Trainer.train(
                    new Training(
                        config,
                        new TagObjective(),
                        network,
                        ParameterSet.initial(network.graph().parameters(), 7),
                        train,
                        Optional.empty()),
                    folder.resolve("run"),
                    TrainListener.NONE));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  private TrainResult train(
      TrainConfig config, Dataset train, Optional<Dataset> val, TrainListener listener) {
    return Trainer.train(
        new Training(
            config, new TagObjective(), Trainings.network(), Trainings.initial(), train, val),
        folder.resolve("run"),
        listener);
  }

  private static ParameterSet read(Path file) {
    try (SafetensorsFile source = SafetensorsFile.open(file)) {
      return source.readAll();
    }
  }

  /** Pictures are 56 × 40, multiples of the stride: no padding here. */
  private static double meanAveragePrecision(ParameterSet parameters, Dataset val) {
    var measure = new org.tag2mask.data.metric.AveragePrecision(3);
    for (var sample : val.samples()) {
      var image = org.tag2mask.data.image.ImageReader.read(sample.image());
      float[] planes = new float[3 * 40 * 56];
      for (int i = 0; i < planes.length; i++) {
        int at = i % (40 * 56);
        planes[i] = (image.sample(at % 56, at / 56, i / (40 * 56)) - 127.5f) / 127.5f;
      }
      Tensor input = new Tensor(new int[] {1, 3, 40, 56}, planes);
      Map<String, Tensor> out = new DjlReference().forward(Trainings.network(), parameters, input);
      assertArrayEquals(new int[] {1, 3, 5, 7}, out.get("cam").shape());
      float[] cam = out.get("cam").values();
      assertTrue(Arrays.equals(cam, relu(cam)), "maps are not negative");
      measure.add(out.get("score").values(), sample.tags());
    }
    return measure.mean();
  }

  private static float[] relu(float[] values) {
    float[] result = values.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] = Math.max(0, result[i]);
    }
    return result;
  }
}
