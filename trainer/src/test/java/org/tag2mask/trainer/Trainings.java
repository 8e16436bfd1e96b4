package org.tag2mask.trainer;

import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.trainer.loader.CropSettings;
import org.tag2mask.trainer.optimize.GroupRates;
import org.tag2mask.trainer.optimize.OptimizerSettings;
import org.tag2mask.trainer.optimize.Schedule;

/** A training that takes seconds: the tiny network at a third of its width, small crops. */
final class Trainings {
  private Trainings() {}

  static Network network() {
    return Networks.build(NetworkSpec.parse("tiny[width=8]", "cam", 3));
  }

  static ParameterSet initial() {
    return ParameterSet.initial(network().graph().parameters(), 7);
  }

  /** One engine thread: on a busy machine two wait for each other. */
  static TrainConfig config() {
    return TrainConfig.DEFAULT
        .withBatch(8)
        .withSeed(3)
        .withOptimizer(new OptimizerSettings(0.05, 0.9, false, 1e-4, 5, GroupRates.head(2)))
        .withSchedule(new Schedule.WarmUp(3, new Schedule.Poly(0.9)))
        .withCrop(new CropSettings(40, 48, 0.8, 1.25, 0, 0, 0.5, 0))
        .withRun(RunSettings.DEFAULT.withThreads(1));
  }

  static TrainListener printing() {
    return new TrainListener() {
      @Override
      public void onMessage(String message) {
        System.out.println(message);
      }
    };
  }
}
