package org.tag2mask.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.trainer.attention.AttentionFolder;
import org.tag2mask.trainer.attention.AttentionMaps;
import org.tag2mask.trainer.loader.CropSettings;
import org.tag2mask.trainer.objective.Objectives;

/** Maps gathered during a training, and a second network that learns them. */
class AttentionTrainingTest {
  private static final CropSettings WHOLE =
      new CropSettings(40, 48, 1, 1, 0, 0, 0, 0, CropSettings.Fit.STRETCH);

  @TempDir Path folder;

  private static TrainConfig config(int epochs) {
    return Trainings.config()
        .withEpochs(epochs)
        .withBatch(6)
        .withCrop(WHOLE)
        .withRun(Trainings.config().run().withCheckpointEvery(3));
  }

  private TrainResult train(
      String head, String objective, TrainConfig config, Dataset train, String run, long stopAt) {
    Network network = Networks.build(NetworkSpec.parse("tiny[width=8]", head, 3));
    long[] last = {-1};
    return Trainer.train(
        new Training(
            config,
            Objectives.parse(objective),
            network,
            ParameterSet.initial(network.graph().parameters(), 7),
            train,
            Optional.empty()),
        folder.resolve(run),
        new TrainListener() {
          @Override
          public void onStep(StepMetrics step) {
            last[0] = step.step();
          }

          @Override
          public boolean stopRequested() {
            return last[0] >= stopAt;
          }
        });
  }

  private AttentionFolder maps(String run) {
    return new AttentionFolder(folder.resolve(run).resolve(AttentionFolder.NAME));
  }

  @ParameterizedTest
  @CsvSource({
    "cam,'tags[accumulate=max]'",
    "cam,'tags[accumulate=mean]'",
    "cam,'tags[accumulate=harmonic]'",
    "mcis,'mcis[accumulate=max]'"
  })
  void aTrainingKilledBetweenCheckpointsGathersTheSameMaps(String head, String objective)
      throws IOException {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 24, 1);
    train(head, objective, config(3), train, "undisturbed", Long.MAX_VALUE);
    train(head, objective, config(3), train, "killed", 8);
    // As a kill leaves it: maps of steps after the checkpoint the next start goes on from.
    Path checkpoints = folder.resolve("killed/checkpoints");
    Files.delete(checkpoints.resolve("step-8.safetensors"));
    train(head, objective, config(3), train, "killed", Long.MAX_VALUE);
    assertEquals(maps("undisturbed").digest(), maps("killed").digest());
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("undisturbed/best.safetensors")),
        Files.readAllBytes(folder.resolve("killed/best.safetensors")));
  }

  @Test
  void everyTagOfEveryImageHasAMapInTheEndAndNothingElse() throws IOException {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 24, 1);
    train("cam", "tags[accumulate=max]", config(16), train, "run", Long.MAX_VALUE);
    int complete = 0;
    for (Sample sample : train.samples()) {
      Optional<AttentionMaps> maps = maps("run").read(sample.id());
      Map<Integer, AttentionMaps.Gathered> classes =
          maps.<Map<Integer, AttentionMaps.Gathered>>map(m -> m.classes()).orElse(new TreeMap<>());
      List<Integer> channels = sample.tags().stream().map(tag -> tag - 1).toList();
      assertTrue(channels.containsAll(classes.keySet()), sample.id());
      classes.values().forEach(map -> assertEquals(1, largest(map.values()), 0, sample.id()));
      complete += classes.size() == channels.size() ? 1 : 0;
    }
    // Only a map that is zero everywhere has no largest value to be divided by.
    assertTrue(complete >= 20, complete + " of 24 images");
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, value);
    }
    return largest;
  }

  @Test
  void theIntegralModelLearnsTheGatheredMaps() throws IOException {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 48, 1);
    train("cam", "tags[accumulate=max]", config(4), train, "run", Long.MAX_VALUE);
    String objective = "integral[maps=" + maps("run").root() + "]";
    double early = train("cam", objective, config(8).withMaxSteps(1), train, "early", 9).lastLoss();
    double late = train("cam", objective, config(8), train, "late", Long.MAX_VALUE).lastLoss();
    assertTrue(late < 0.75 * early, early + " to " + late);
  }

  @Test
  void picturesThatMoveAndMapsThatAreNotThereAreRefused() throws IOException {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 4, 1);
    assertRefused("tags[accumulate=max]", Trainings.config(), train, "set fit: stretch");
    assertRefused("tags[accumulate=max]", config(1), train, "there are only 1 epochs");
    assertRefused("integral", config(1), train, "was told none");
    assertRefused("integral[maps=" + folder + "]", config(1), train, "none of the 4 images");
    train("cam", "tags[accumulate=max]", config(2), train, "run", Long.MAX_VALUE);
    assertRefused(
        "integral[maps=" + maps("run").root() + "]", Trainings.config(), train, "fit: stretch");
  }

  private void assertRefused(String objective, TrainConfig config, Dataset train, String part) {
    TrainingException e =
        assertThrows(
            TrainingException.class, () -> train("cam", objective, config, train, "none", 1));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
