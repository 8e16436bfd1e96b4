package org.tag2mask.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Datasets;
import org.tag2mask.data.synth.SynthDataset;
import org.tag2mask.data.synth.SynthSettings;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.trainer.TrainConfig;
import org.tag2mask.trainer.TrainListener;
import org.tag2mask.trainer.Trainer;
import org.tag2mask.trainer.Training;
import org.tag2mask.trainer.loader.CropSettings;
import org.tag2mask.trainer.loader.Labels;
import org.tag2mask.trainer.objective.Objective;
import org.tag2mask.trainer.objective.TagObjective;

/** Trainings on made-up pictures, as short or long as a measurement needs. */
final class Trainings {
  private static final int CLASSES = 10;

  private Trainings() {}

  /**
   * Trains from scratch with batches of 16.
   *
   * @param network text form of the network
   * @param side rows and columns of the crop
   * @param steps how many
   * @param frozen layers not trained
   * @param listener told about every step
   */
  static void run(String network, int side, int steps, List<String> frozen, TrainListener listener)
      throws IOException {
    CropSettings crop = new CropSettings(side, side, 0.75, 1.25, 0, 0, 0.5, 0);
    run(network, "cam", new TagObjective(), crop, steps, frozen, listener);
  }

  /**
   * Trains a method from scratch with batches of 16.
   *
   * @param network text form of the network
   * @param head name of its head unless the text names one
   * @param objective what is minimised
   * @param crop how pictures are changed
   * @param steps how many
   * @param frozen layers not trained
   * @param listener told about every step
   */
  static void run(
      String network,
      String head,
      Objective objective,
      CropSettings crop,
      int steps,
      List<String> frozen,
      TrainListener listener)
      throws IOException {
    Path folder = Files.createTempDirectory("tag2mask-benchmark");
    try {
      SynthSettings pictures =
          SynthSettings.DEFAULT
              .withClasses(CLASSES)
              .withPictures(128, 16)
              .withSize(crop.width(), crop.height());
      SynthDataset.write(folder.resolve("data"), pictures, done -> {});
      Dataset made = Datasets.open(folder.resolve("data"), "train");
      Dataset train = objective.labels() == Labels.NONE ? made.tagged() : made.masked();
      Network net = Networks.build(NetworkSpec.parse(network, head, CLASSES));
      TrainConfig config =
          TrainConfig.DEFAULT
              .withEpochs(steps)
              .withMaxSteps(steps)
              .withCrop(crop)
              .withFreeze(frozen);
      Trainer.train(
          new Training(
              config,
              objective,
              net,
              ParameterSet.initial(net.graph().parameters(), 0),
              train,
              Optional.empty()),
          folder.resolve("run"),
          listener);
    } finally {
      Folders.remove(folder);
    }
  }
}
