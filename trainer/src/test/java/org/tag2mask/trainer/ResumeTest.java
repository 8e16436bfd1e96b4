package org.tag2mask.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.trainer.objective.Loss;
import org.tag2mask.trainer.objective.Objective;
import org.tag2mask.trainer.objective.Pass;
import org.tag2mask.trainer.objective.TagObjective;

class ResumeTest {
  private static final int STEPS = 12;

  @TempDir static Path folder;
  private static Dataset train;
  private static Dataset val;
  private static Path undisturbed;

  /** Three epochs of four steps, a checkpoint every three steps. */
  static TrainConfig config() {
    return Trainings.config()
        .withEpochs(3)
        .withBatch(6)
        .withRun(Trainings.config().run().withCheckpointEvery(3));
  }

  @BeforeAll
  static void trainUndisturbed() throws IOException {
    train = ColouredSquares.write(folder.resolve("data"), "train", 24, 1);
    val = ColouredSquares.write(folder.resolve("data"), "val", 8, 2);
    undisturbed = folder.resolve("undisturbed");
    run(config(), undisturbed, TrainListener.NONE);
  }

  /** The objective of tags, whose loss is not finite the first time that a step is made. */
  private static Objective failingOnceAt(long step) {
    Objective tags = new TagObjective();
    AtomicBoolean failed = new AtomicBoolean();
    return (Objective)
        Proxy.newProxyInstance(
            Objective.class.getClassLoader(),
            new Class<?>[] {Objective.class},
            (self, method, arguments) -> {
              Object result = method.invoke(tags, arguments);
              if (method.getName().equals("fitted")) {
                return self;
              }
              if (result instanceof Loss loss
                  && ((Pass) arguments[0]).position().step() == step
                  && !failed.getAndSet(true)) {
                return Loss.of(loss.total().mul(Float.NaN));
              }
              return result;
            });
  }

  @Test
  void aStepThatFailedOnceIsMadeAgain() throws IOException {
    Path faulty = folder.resolve("faulty");
    List<String> messages = new ArrayList<>();
    TrainListener listening =
        new TrainListener() {
          @Override
          public void onMessage(String message) {
            messages.add(message);
          }
        };
    TrainResult result = run(config(), failingOnceAt(7), faulty, listening);
    assertEquals(TrainResult.Outcome.FINISHED, result.outcome());
    assertEquals(
        1, messages.stream().filter(m -> m.contains("diverged at step 8")).count(), "" + messages);
    assertArrayEquals(
        Files.readAllBytes(undisturbed.resolve("best.safetensors")),
        Files.readAllBytes(faulty.resolve("best.safetensors")));
  }

  @Test
  void aStoppedTrainingEndsWithTheSameBytes() throws IOException {
    Path stopped = folder.resolve("stopped");
    List<Long> seen = new ArrayList<>();
    for (int stopAfter : new int[] {2, 5, 9}) {
      TrainResult result = run(config(), stopped, stoppingAfter(stopAfter, seen));
      assertEquals(TrainResult.Outcome.STOPPED, result.outcome());
      assertEquals(stopAfter, result.steps());
      assertTrue(result.lastCheckpoint().endsWith("step-" + stopAfter + ".safetensors"));
    }
    assertEquals(
        TrainResult.Outcome.FINISHED,
        run(config(), stopped, stoppingAfter(STEPS + 1, seen)).outcome());
    assertEquals(
        List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L), seen, "no step made twice");
    assertSame(undisturbed, stopped);
  }

  @Test
  void aKilledTrainingEndsWithTheSameBytesWhereverItWasKilled() throws Exception {
    Path killed = folder.resolve("killed");
    Path marks = folder.resolve("marks");
    int before = 0;
    // Killed after at least 4 and 9 steps made by processes that knew nothing of it.
    for (int target : new int[] {4, 9}) {
      Process process = start(killed, marks);
      try {
        while (count(marks) - before < (before == 0 ? target : 2) && process.isAlive()) {
          process.waitFor(5, TimeUnit.MILLISECONDS);
        }
        assertTrue(process.isAlive(), "the training was over before it was killed");
      } finally {
        process.destroyForcibly().waitFor();
      }
      before = count(marks);
    }
    TrainResult result = run(config(), killed, TrainListener.NONE);
    assertEquals(TrainResult.Outcome.FINISHED, result.outcome());
    assertSame(undisturbed, killed);
  }

  @Test
  void theSameSeedGivesTheSameAndAnotherSeedOtherParameters() throws IOException {
    Path again = folder.resolve("again");
    run(
        config().withRun(config().run().withWorkers(1).withCheckpointEvery(0)),
        again,
        TrainListener.NONE);
    assertSame(undisturbed, again);
    Path other = folder.resolve("other");
    run(config().withSeed(4), other, TrainListener.NONE);
    assertFalse(
        java.util.Arrays.equals(
            Files.readAllBytes(undisturbed.resolve("best.safetensors")),
            Files.readAllBytes(other.resolve("best.safetensors"))));
  }

  @Test
  void twoEngineThreadsGiveTheSameTwice() throws IOException {
    TrainConfig two =
        config().withMaxSteps(4).withRun(config().run().withThreads(2).withValidateEvery(9));
    for (String name : List.of("two", "two-again")) {
      run(two, folder.resolve(name), TrainListener.NONE);
    }
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("two/checkpoints/step-4.safetensors")),
        Files.readAllBytes(folder.resolve("two-again/checkpoints/step-4.safetensors")));
  }

  @Test
  void aDamagedCheckpointIsPassedOverForTheOneBefore() throws IOException {
    Path damaged = folder.resolve("damaged");
    TrainResult stopped = run(config(), damaged, stoppingAfter(7, new ArrayList<>()));
    byte[] bytes = Files.readAllBytes(stopped.lastCheckpoint());
    Files.write(stopped.lastCheckpoint(), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    List<String> messages = new ArrayList<>();
    run(
        config(),
        damaged,
        new TrainListener() {
          @Override
          public void onMessage(String message) {
            messages.add(message);
          }
        });
    assertTrue(messages.get(0).contains("step-7.safetensors"), messages.toString());
    assertTrue(messages.get(1).startsWith("going on after step 6"), messages.toString());
    assertSame(undisturbed, damaged);
  }

  @Test
  void aFinishedTrainingIsNotRepeated() throws IOException {
    List<Long> seen = new ArrayList<>();
    TrainResult result = run(config(), undisturbed, stoppingAfter(99, seen));
    assertEquals(TrainResult.Outcome.FINISHED, result.outcome());
    assertEquals(List.of(), seen);
    assertEquals(undisturbed.resolve("best.safetensors"), result.bestParameters().orElseThrow());
  }

  @Test
  void aFolderOfOtherSettingsIsRefusedWithTheirNames() {
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () -> run(config().withEpochs(4).withBatch(5), undisturbed, TrainListener.NONE));
    assertTrue(e.getMessage().contains("epochs: there is 3, asked for 4"), e.getMessage());
    assertTrue(e.getMessage().contains("batch: there is 6, asked for 5"), e.getMessage());
    Network wider = Networks.build(NetworkSpec.parse("tiny[width=16]", "cam", 3));
    e =
        assertThrows(
            TrainingException.class,
            () ->
                Trainer.train(
                    new Training(
                        config(),
                        new TagObjective(),
                        wider,
                        org.tag2mask.models.params.ParameterSet.initial(
                            wider.graph().parameters(), 7),
                        train,
                        Optional.of(val)),
                    undisturbed,
                    TrainListener.NONE));
    assertTrue(e.getMessage().contains("network: there is \"tiny[width=8]\""), e.getMessage());
  }

  @Test
  void restartingForgetsTheOldTraining() throws IOException {
    Path folder = ResumeTest.folder.resolve("restarted");
    run(config().withSeed(8), folder, stoppingAfter(5, new ArrayList<>()));
    run(
        config().withRun(config().run().withExisting(RunSettings.Existing.RESTART)),
        folder,
        TrainListener.NONE);
    assertSame(undisturbed, folder);
  }

  @Test
  void aFolderInUseIsRefused() throws IOException {
    Path used = folder.resolve("used");
    List<String> refusals = new ArrayList<>();
    run(
        config().withEpochs(1),
        used,
        new TrainListener() {
          @Override
          public void onStep(StepMetrics step) {
            TrainingException e =
                assertThrows(
                    TrainingException.class,
                    () -> run(config().withEpochs(1), used, TrainListener.NONE));
            refusals.add(e.getMessage());
          }
        });
    assertTrue(refusals.get(0).contains("in use by another training"), refusals.get(0));
  }

  @Test
  void theRunFolderHoldsWhatItPromises() throws IOException {
    assertEquals(
        List.of("step-12.safetensors", "step-9.safetensors"),
        names(undisturbed.resolve("checkpoints")));
    List<String> lines = Files.readAllLines(undisturbed.resolve("metrics.jsonl"));
    assertEquals(STEPS + 3, lines.size());
    assertEquals("train", Json.parseObject(lines.get(0), "line").string("event"));
    assertEquals("validation", Json.parseObject(lines.get(4), "line").string("event"));
    String config = Files.readString(undisturbed.resolve("config.yaml"));
    assertTrue(config.contains("learning_rate: 0.05\n"), config);
    assertTrue(config.contains("classes: [\"red\",\"green\",\"blue\"]\n"), config);
    String log = Files.readString(undisturbed.resolve("log.txt"));
    assertTrue(log.contains("learning_rate: 0.05"), log);
    assertTrue(log.contains("epoch 3, step 12: validation tag mAP"), log);
  }

  private static TrainResult run(TrainConfig config, Path runFolder, TrainListener listener) {
    return run(config, new TagObjective(), runFolder, listener);
  }

  private static TrainResult run(
      TrainConfig config, Objective objective, Path runFolder, TrainListener listener) {
    return Trainer.train(
        new Training(
            config, objective, Trainings.network(), Trainings.initial(), train, Optional.of(val)),
        runFolder,
        listener);
  }

  private static TrainListener stoppingAfter(int steps, List<Long> seen) {
    return new TrainListener() {
      private long done;

      @Override
      public void onStart(
          long firstStep, long totalSteps, int perEpoch, java.util.Map<String, Object> config) {
        done = firstStep;
      }

      @Override
      public void onStep(StepMetrics step) {
        done = step.step();
        seen.add(done);
      }

      @Override
      public boolean stopRequested() {
        return done >= steps;
      }
    };
  }

  private static Process start(Path runFolder, Path marks) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "-cp",
            System.getProperty("java.class.path"),
            TrainInOwnJvm.class.getName(),
            folder.resolve("data").toString(),
            runFolder.toString(),
            marks.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("own-jvm.txt").toFile())
        .start();
  }

  private static int count(Path marks) throws IOException {
    return Files.exists(marks) ? (int) Files.size(marks) : 0;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  /** Best parameters, last checkpoint and the losses of all steps. */
  private static void assertSame(Path expected, Path found) throws IOException {
    for (String file : List.of("best.safetensors", "checkpoints/step-12.safetensors")) {
      assertArrayEquals(
          Files.readAllBytes(expected.resolve(file)),
          Files.readAllBytes(found.resolve(file)),
          file);
    }
    assertEquals(losses(expected), losses(found));
    assertNotEquals(0, losses(expected).size());
  }

  private static List<String> losses(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
        .map(line -> Json.parseObject(line, "metrics"))
        .map(o -> o.string("event") + o.number("step") + " " + o.number("loss"))
        .toList();
  }
}
