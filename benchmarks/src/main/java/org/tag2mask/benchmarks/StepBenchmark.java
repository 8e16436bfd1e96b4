package org.tag2mask.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tag2mask.trainer.StepMetrics;
import org.tag2mask.trainer.TrainListener;

/**
 * One training step of a network (MobileNetV2 at output stride 16 unless told otherwise), batch 16
 * at 224×224, all layers: forward, backward, clipping, update, and waiting for pictures.
 */
final class StepBenchmark {
  private static final int WARM_UP = 4;

  private StepBenchmark() {}

  static void run(List<String> arguments) throws Exception {
    int steps = arguments.isEmpty() ? 16 : Integer.parseInt(arguments.get(0));
    List<String> frozen =
        arguments.size() > 1 && !arguments.get(1).equals("none")
            ? List.of(arguments.get(1).split(","))
            : List.of();
    String network = arguments.size() > 2 ? arguments.get(2) : "mobilenet_v2[output_stride=16]";
    List<StepMetrics> seen = new ArrayList<>();
    Trainings.run(
        network,
        224,
        WARM_UP + steps,
        frozen,
        new TrainListener() {
          @Override
          public void onStep(StepMetrics step) {
            seen.add(step);
          }
        });
    List<StepMetrics> counted = seen.subList(WARM_UP, seen.size());
    double[] seconds = counted.stream().mapToDouble(StepMetrics::seconds).toArray();
    double[] waits = counted.stream().mapToDouble(StepMetrics::waitSeconds).toArray();
    System.out.printf(
        Locale.ROOT,
        "training step, %s, batch 16 at 224 x 224, frozen %s: %.3f s"
            + " (median of %d), of which waiting for pictures %.3f s%n",
        network,
        frozen,
        Machine.median(seconds),
        counted.size(),
        Machine.median(waits));
  }
}
