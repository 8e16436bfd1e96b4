package org.tag2mask.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.models.file.SafetensorsFile;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.runtime.Device;
import org.tag2mask.trainer.loader.CropSettings;
import org.tag2mask.trainer.objective.Objectives;

/** Several batches a step against one batch so many times larger. */
class AccumulateTest {
  @TempDir Path folder;

  private List<StepMetrics> train(
      String network, String objective, int batch, int accumulate, Dataset train, String run) {
    return train(network, objective, batch, accumulate, List.of(Device.cpu()), train, run);
  }

  private List<StepMetrics> train(
      String network,
      String objective,
      int batch,
      int accumulate,
      List<Device> devices,
      Dataset train,
      String run) {
    Network built = Networks.build(NetworkSpec.parse(network, "cam", 3));
    List<StepMetrics> steps = new ArrayList<>();
    Trainer.train(
        new Training(
            Trainings.config()
                .withEpochs(2)
                .withBatch(batch)
                .withAccumulate(accumulate)
                .withRun(Trainings.config().run().withDevices(devices))
                .withCrop(new CropSettings(48, 48, 0.8, 1.25, 0, 0, 0.5, 0)),
            Objectives.parse(objective),
            built,
            ParameterSet.initial(built.graph().parameters(), 7),
            train,
            Optional.empty()),
        folder.resolve(run),
        new TrainListener() {
          @Override
          public void onStep(StepMetrics step) {
            steps.add(step);
          }
        });
    return steps;
  }

  /** Networks without batch norms, whose images do not see each other. */
  @ParameterizedTest
  @CsvSource({
    "deit_micro+tscam,tags",
    "deit_micro+mctformer,mctformer",
    "'deit_micro+mctformer[variant=plus]',tags",
    "'deit_micro+mctformer[variant=plus]','mctformer[variant=v2]'",
    "squeezenet1_0,'tags[loss=soft_margin]'",
    "deit_micro+mctformer[variant=plus],mctformer[variant=plus]",
    "deit_micro+mcis,mcis"
  })
  void theUpdateIsThatOfTheLargerBatch(String network, String objective) throws IOException {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 24, 1);
    List<StepMetrics> whole = train(network, objective, 12, 1, train, "whole");
    List<StepMetrics> parts = train(network, objective, 4, 3, train, "parts");
    assertEquals(whole.size(), parts.size());
    for (int i = 0; i < whole.size(); i++) {
      assertNear(whole.get(i).loss(), parts.get(i).loss(), "loss of step " + i);
      assertNear(
          whole.get(i).gradientNorm(), parts.get(i).gradientNorm(), "gradients of step " + i);
      assertEquals(whole.get(i).terms().keySet(), parts.get(i).terms().keySet());
    }
    double moved = 0;
    try (SafetensorsFile one = SafetensorsFile.open(folder.resolve("whole/best.safetensors"));
        SafetensorsFile other = SafetensorsFile.open(folder.resolve("parts/best.safetensors"))) {
      for (String name : one.names()) {
        float[] a = one.read(name).values();
        float[] b = other.read(name).values();
        for (int i = 0; i < a.length; i++) {
          assertEquals(a[i], b[i], 1e-4, name + "[" + i + "]");
          moved = Math.max(moved, Math.abs(a[i]));
        }
      }
    }
    assertTrue(moved > 1e-2, "something was learned");
  }

  private static void assertNear(double expected, double found, String what) {
    assertEquals(expected, found, 2e-4 * Math.max(1, Math.abs(expected)), what);
  }

  @Test
  void groupsAreNotTornApart() throws IOException {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 12, 1);
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () -> train("tiny+mcis[width=8]", "mcis", 3, 2, train, "none"));
    assertTrue(e.getMessage().contains("2 neighbours in one batch"), e.getMessage());
    assertTrue(e.getMessage().contains("a multiple of 2"), e.getMessage());
  }

  /** Another device works on copies: two of them on the processors take the same path. */
  @ParameterizedTest
  @CsvSource({"deit_micro+mctformer,mctformer", "tiny[width=8],tags"})
  void partsTakeTurnsOnTheDevices(String network, String objective) throws IOException {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 24, 1);
    List<Device> two = List.of(Device.cpu(), Device.cpu());
    List<StepMetrics> one = train(network, objective, 3, 4, train, "one");
    List<StepMetrics> turns = train(network, objective, 3, 4, two, train, "two");
    for (int i = 0; i < one.size(); i++) {
      assertEquals(one.get(i).loss(), turns.get(i).loss(), "loss of step " + i);
      assertEquals(one.get(i).gradientNorm(), turns.get(i).gradientNorm(), "norm of step " + i);
    }
    assertTrue(one.get(0).gradientNorm() > 0 && one.size() == 4, one.toString());
    try (SafetensorsFile a = SafetensorsFile.open(folder.resolve("one/best.safetensors"));
        SafetensorsFile b = SafetensorsFile.open(folder.resolve("two/best.safetensors"))) {
      for (String name : a.names()) {
        boolean same = Arrays.equals(a.read(name).values(), b.read(name).values());
        // Of batch statistics only the first device's parts are remembered.
        assertEquals(!name.contains("running_"), same, name);
      }
    }
  }

  @Test
  void aDeviceThatIsNotThereIsRefusedBeforeTheFirstStep() throws IOException {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 12, 1);
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () ->
                train(
                    "tiny[width=8]",
                    "tags",
                    3,
                    2,
                    List.of(Device.cpu(), Device.cuda(99)),
                    train,
                    "none"));
    assertTrue(e.getMessage().contains("devices names cuda:99"), e.getMessage());
    assertTrue(e.getMessage().contains("CUDA devices"), e.getMessage());
  }
}
