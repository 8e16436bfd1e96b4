package org.tag2mask.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.dataset.Dataset;

class ClassifierTrainerTest {
  @TempDir Path folder;

  @Test
  void tinyNetworkLearnsTheColours() throws Exception {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 96, 1);
    Dataset val = ColouredSquares.write(folder.resolve("data"), "val", 40, 2);
    TrainResult result =
        ClassifierTrainer.train(
            Trainings.config().withEpochs(5),
            Trainings.network(),
            Trainings.initial(),
            train,
            Optional.of(val),
            folder.resolve("run"),
            Trainings.printing());
    assertEquals(TrainResult.Outcome.FINISHED, result.outcome());
    double map = result.bestMeanAveragePrecision().orElseThrow();
    assertTrue(map > 0.95, "mAP " + map);
  }
}
