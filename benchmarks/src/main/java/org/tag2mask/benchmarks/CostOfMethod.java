package org.tag2mask.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tag2mask.trainer.StepMetrics;
import org.tag2mask.trainer.TrainListener;
import org.tag2mask.trainer.loader.CropSettings;
import org.tag2mask.trainer.objective.Objectives;

/** A short training in a process of its own, which says in the end what a step took. */
final class CostOfMethod {
  /** What stands before the median of the seconds of a step and the peak in megabytes. */
  static final String ANSWER = "step and peak ";

  private static final int WARM_UP = 3;

  private CostOfMethod() {}

  /** Takes network, head, objective, side of the pictures and number of steps. */
  public static void main(String[] arguments) throws IOException {
    int side = Integer.parseInt(arguments[3]);
    int steps = Integer.parseInt(arguments[4]);
    List<StepMetrics> seen = new ArrayList<>();
    Trainings.run(
        arguments[0],
        arguments[1],
        Objectives.parse(arguments[2]),
        new CropSettings(side, side, 1, 1, 0, 0, 0, 0, CropSettings.Fit.STRETCH),
        WARM_UP + steps,
        List.of(),
        new TrainListener() {
          @Override
          public void onStep(StepMetrics step) {
            seen.add(step);
          }
        });
    double seconds =
        Machine.median(
            seen.subList(WARM_UP, seen.size()).stream()
                .mapToDouble(StepMetrics::seconds)
                .toArray());
    System.out.println(ANSWER + seconds + " " + Machine.peakResidentMegabytes());
  }
}
