package org.tag2mask.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.tag2mask.trainer.StepMetrics;
import org.tag2mask.trainer.TrainListener;

/** Memory of a long training of the tiny network: resident memory and Java heap every tenth. */
final class SteadyTrainingBenchmark {
  private SteadyTrainingBenchmark() {}

  static void run(List<String> arguments) throws Exception {
    int steps = arguments.isEmpty() ? 2000 : Integer.parseInt(arguments.get(0));
    System.out.println("training of tiny, batch 16 at 64 x 64\n  step  resident MB  heap MB");
    Trainings.run(
        "tiny",
        64,
        steps,
        List.of(),
        new TrainListener() {
          @Override
          public void onStep(StepMetrics step) {
            if (step.step() % Math.max(1, steps / 10) == 0) {
              print(step.step());
            }
          }
        });
  }

  private static void print(long step) {
    try {
      System.out.printf(
          Locale.ROOT,
          "%6d %12.0f %8.0f%n",
          step,
          Machine.residentMegabytes(),
          Machine.heapAfterCollectionMegabytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
