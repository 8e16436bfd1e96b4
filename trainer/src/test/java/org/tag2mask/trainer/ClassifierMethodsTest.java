package org.tag2mask.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tag2mask.data.dataset.ClassList;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.trainer.objective.Objectives;
import org.tag2mask.trainer.optimize.GroupRates;
import org.tag2mask.trainer.optimize.OptimizerSettings;

/** Every method of classifiers on coloured squares: it learns, resumes exactly, takes odd data. */
class ClassifierMethodsTest {
  @TempDir Path folder;

  /** A method: its network and what it minimises. */
  private record Method(String network, String objective) {
    Network build(int classes) {
      return Networks.build(NetworkSpec.parse(network, "cam", classes));
    }

    /** From scratch, transformers and maps with a dropout on whole channels take longer. */
    TrainConfig config() {
      TrainConfig config = Trainings.config();
      if (network.startsWith("deit")) {
        return config
            .withEpochs(8)
            .withOptimizer(
                new OptimizerSettings(
                    OptimizerSettings.Method.ADAMW, 2e-3, 0.9, false, 0.05, 5, GroupRates.head(1)));
      }
      return config.withEpochs(network.contains("+seam") ? 8 : 4);
    }

    @Override
    public String toString() {
      return objective + " on " + network;
    }
  }

  static Stream<Method> methods() {
    return Stream.of(
        new Method("tiny+decoupled[width=8,rate=0.2]", "tags"),
        new Method("tiny+decoupled[width=8,rate=0.2,streams=one]", "tags[classes=sum]"),
        new Method("tiny+seam[width=8]", "seam[scale=0.5]"),
        new Method("tiny+seam[width=8]", "seam[grid=cells,loss=split]"),
        new Method("tiny+mcis[width=8]", "mcis"),
        new Method("deit_micro+tscam", "tags"),
        new Method("deit_micro+mctformer[variant=v1]", "mctformer[variant=v1]"),
        new Method("deit_micro+mctformer", "mctformer"),
        new Method("deit_micro+mctformer[variant=plus]", "mctformer[variant=plus]"),
        new Method("tiny+mcis[width=8,seam=yes]", "mcis[seam=0.5,form=code,empty=skip]"),
        new Method("tiny+vwe[width=8,words=12]", "vwe"),
        new Method("tiny+vwe[width=8,words=0]", "tags"),
        new Method("tiny+vwe[width=8,words=12,pooling=mean]", "vwe[variant=decorrelated]"),
        new Method("tiny+vwe[width=8,words=12,codebook=memory]", "vwe[variant=memory,rate=0.1]"));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void learnsTheColours(Method method) throws IOException {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 96, 1);
    Dataset val = ColouredSquares.write(folder.resolve("data"), "val", 40, 2);
    TrainResult result =
        train(method, method.config(), train, Optional.of(val), "run", Long.MAX_VALUE);
    double map = result.bestScore().orElseThrow();
    assertTrue(map > 0.9, "mAP " + map);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aStoppedTrainingEndsWithTheSameBytes(Method method) throws IOException {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 24, 1);
    TrainConfig config =
        method
            .config()
            .withEpochs(2)
            .withBatch(6)
            .withRun(Trainings.config().run().withCheckpointEvery(3));
    train(method, config, train, Optional.empty(), "undisturbed", Long.MAX_VALUE);
    for (long stop : new long[] {1, 5, Long.MAX_VALUE}) {
      train(method, config, train, Optional.empty(), "stopped", stop);
    }
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("undisturbed/best.safetensors")),
        Files.readAllBytes(folder.resolve("stopped/best.safetensors")));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void takesOneClassAllClassesInOneImageAndOneImageForEachClass(Method method) throws IOException {
    Dataset squares = ColouredSquares.write(folder.resolve("data"), "train", 6, 1);
    Dataset one =
        tagged(squares, ClassList.ofTags(List.of("red")), i -> i % 3 == 0 ? Set.of() : Set.of(1));
    Dataset all = tagged(squares, ColouredSquares.CLASSES, i -> Set.of(1, 2, 3));
    Dataset single = tagged(squares.limit(3), ColouredSquares.CLASSES, i -> Set.of(i + 1));
    int run = 0;
    for (Dataset data : List.of(one, all, single)) {
      TrainConfig config = method.config().withEpochs(3).withBatch(4);
      TrainResult result =
          train(method, config, data, Optional.of(data), "run" + run++, Long.MAX_VALUE);
      assertEquals(TrainResult.Outcome.FINISHED, result.outcome());
      assertTrue(Double.isFinite(result.lastLoss()), "loss " + result.lastLoss());
    }
  }

  @Test
  void aNetworkOfAnotherMethodIsRefused() throws IOException {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 4, 1);
    assertRefused(
        new Method("tiny[width=8]", "vwe"), train, "needs the outputs [word_cosine, word_image");
    assertRefused(
        new Method("tiny+vwe[width=8,words=0]", "vwe"), train, "or objective tags for no words");
    assertRefused(
        new Method("tiny+vwe[width=8]", "vwe[variant=memory]"),
        train,
        "needs a network with codebook=memory");
    assertRefused(
        new Method("tiny+vwe[width=8,codebook=memory]", "vwe"),
        train,
        "needs a network with codebook=learned");
  }

  @Test
  void seamNeedsASecondViewOfTheSpreadMaps() throws IOException {
    Dataset train = ColouredSquares.write(folder.resolve("data"), "train", 4, 1);
    assertRefused(new Method("tiny[width=8]", "seam"), train, "take the head seam");
    assertRefused(new Method("tiny+mcis[width=8]", "mcis[seam=0.3]"), train, "option seam=yes");
    ModelException e =
        assertThrows(ModelException.class, () -> Objectives.parse("seam[scale=1.5]"));
    assertTrue(e.getMessage().contains("between 0 and 1, not 1.5"), e.getMessage());
  }

  private void assertRefused(Method method, Dataset train, String part) {
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () -> train(method, Trainings.config(), train, Optional.empty(), "none", 1));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  private TrainResult train(
      Method method,
      TrainConfig config,
      Dataset train,
      Optional<Dataset> validation,
      String run,
      long stopAt) {
    Network network = method.build(train.classes().foregroundCount());
    List<Long> seen = new ArrayList<>();
    return Trainer.train(
        new Training(
            config,
            Objectives.parse(method.objective()),
            network,
            ParameterSet.initial(network.graph().parameters(), 7),
            train,
            validation),
        folder.resolve(run),
        new TrainListener() {
          @Override
          public void onStep(StepMetrics step) {
            seen.add(step.step());
          }

          @Override
          public boolean stopRequested() {
            return !seen.isEmpty() && seen.get(seen.size() - 1) >= stopAt;
          }
        });
  }

  private interface Tags {
    Set<Integer> of(int image);
  }

  private static Dataset tagged(Dataset data, ClassList classes, Tags tags) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < data.size(); i++) {
      samples.add(data.samples().get(i).withTags(new TreeSet<>(tags.of(i))));
    }
    return new Dataset(data.root(), data.split(), classes, samples);
  }
}
