package org.tag2mask.trainer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.trainer.objective.TagObjective;

/** What the kill test runs in a process of its own: one training, with a mark after each step. */
final class TrainInOwnJvm {
  private TrainInOwnJvm() {}

  /** Arguments: folder of the pictures, run folder, file of marks. */
  public static void main(String[] arguments) throws Exception {
    Dataset train = ColouredSquares.write(Path.of(arguments[0]), "train", 24, 1);
    Dataset val = ColouredSquares.write(Path.of(arguments[0]), "val", 8, 2);
    Path marks = Path.of(arguments[2]);
    Trainer.train(
        new Training(
            ResumeTest.config(),
            new TagObjective(),
            Trainings.network(),
            Trainings.initial(),
            train,
            Optional.of(val)),
        Path.of(arguments[1]),
        new TrainListener() {
          @Override
          public void onStep(StepMetrics step) {
            try {
              Files.writeString(marks, "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          }
        });
  }
}
