package org.tag2mask.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.dataset.TrueMask;
import org.tag2mask.data.metric.ConfusionMatrix;
import org.tag2mask.data.metric.SegmentationScores;
import org.tag2mask.data.png.GreyPng;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.trainer.objective.Objective;
import org.tag2mask.trainer.objective.Objectives;
import org.tag2mask.trainer.objective.SegmentationObjective;

class SegmenterTrainingTest {
  @TempDir static Path folder;
  private static Dataset train;
  private static Dataset val;

  @BeforeAll
  static void write() throws IOException {
    train = ColouredSquares.writeMasked(folder.resolve("data"), "train", 32, 1);
    val = ColouredSquares.writeMasked(folder.resolve("data"), "val", 12, 2);
  }

  @Test
  void aFewStepsOnMasksAreFarBetterThanAllBackground() throws IOException {
    List<ValidationMetrics> validations = new ArrayList<>();
    TrainResult result =
        Trainer.train(
            new Training(
                config().withEpochs(10),
                Objectives.parse("segmentation"),
                direct(),
                initial(direct()),
                train,
                Optional.of(val)),
            folder.resolve("learns"),
            new TrainListener() {
              @Override
              public void onValidation(ValidationMetrics validation) {
                validations.add(validation);
              }
            });
    assertEquals(ValidationMetrics.Measure.MIOU, validations.get(0).measure());
    assertEquals(10, validations.size());
    double background = allBackground();
    assertTrue(background < 0.25, "all background scores " + background);
    assertTrue(result.bestScore().get() > 0.6, "best mIoU " + result.bestScore());
    double best = validations.stream().mapToDouble(ValidationMetrics::score).max().getAsDouble();
    assertEquals(best, result.bestScore().get());
    assertEquals(
        List.of("background", "red", "green", "blue"),
        List.copyOf(validations.get(0).byClass().keySet()));
    ValidationMetrics first = validations.get(0);
    assertTrue(validations.get(9).loss() < first.loss(), "the validation loss falls");
  }

  @Test
  void aStoppedTrainingWithAllOptionsEndsWithTheSameBytes() throws IOException {
    Dataset sure = withConfidence();
    String objective =
        "segmentation[grid=cells,scales=1-0.5,maximum=yes,class_weights=0.5-1-1-2,confidence=yes]";
    TrainConfig config = config().withEpochs(2).withAveraging(0.9);
    Path undisturbed = folder.resolve("undisturbed");
    run(config, objective, sure, undisturbed, TrainListener.NONE);
    Path stopped = folder.resolve("stopped");
    for (int steps : new int[] {2, 5, 99}) {
      run(config, objective, sure, stopped, stoppingAfter(steps));
    }
    for (String file : List.of("best.safetensors", "checkpoints/step-8.safetensors")) {
      assertArrayEquals(
          Files.readAllBytes(undisturbed.resolve(file)),
          Files.readAllBytes(stopped.resolve(file)),
          file);
    }
    Path plain = folder.resolve("not-averaged");
    run(config.withAveraging(0), objective, sure, plain, TrainListener.NONE);
    assertFalse(
        Arrays.equals(
            Files.readAllBytes(plain.resolve("best.safetensors")),
            Files.readAllBytes(stopped.resolve("best.safetensors"))),
        "the average is what is kept");
  }

  @Test
  void weightsOfRareClassesAreCountedInTheMasks() throws IOException {
    double[] pixels = new double[4];
    for (Sample sample : train.samples()) {
      for (byte label : sample.mask().orElseThrow().read().array()) {
        if (label != -1) {
          pixels[label]++;
        }
      }
    }
    String rare = "segmentation[class_weights=rare]";
    SegmentationObjective fitted = (SegmentationObjective) Objectives.parse(rare).fitted(train);
    List<Double> weights = fitted.classWeights().numbers();
    for (int c = 1; c < 4; c++) {
      double rarer = Math.pow(pixels[0] / pixels[c], 0.25);
      assertEquals(rarer, weights.get(c) / weights.get(0), 0.02, "class " + c);
    }
    String given = weights.stream().map(String::valueOf).collect(Collectors.joining("-"));
    Path counted = folder.resolve("counted");
    Path told = folder.resolve("told");
    TrainConfig config = config().withMaxSteps(1);
    run(config, rare, train, counted, TrainListener.NONE);
    run(config, "segmentation[class_weights=" + given + "]", train, told, TrainListener.NONE);
    assertArrayEquals(
        Files.readAllBytes(told.resolve("best.safetensors")),
        Files.readAllBytes(counted.resolve("best.safetensors")));
  }

  @Test
  void patienceEndsATrainingThatNoLongerImprovesAndItIsNotTakenUpAgain() {
    // A rate of almost nothing: the score of the first epochs is never beaten by much, then not.
    TrainConfig config =
        config()
            .withEpochs(30)
            .withPatience(2)
            .withOptimizer(
                new org.tag2mask.trainer.optimize.OptimizerSettings(
                    1e-9, 0, false, 0, 0, org.tag2mask.trainer.optimize.GroupRates.TENFOLD_HEAD));
    Path run = folder.resolve("patient");
    Dataset fixed = train.limit(8);
    TrainResult result = run(config, "segmentation", fixed, run, TrainListener.NONE);
    assertEquals(TrainResult.Outcome.FINISHED, result.outcome());
    assertTrue(result.steps() < 30, "ended after " + result.steps() + " of 30 steps");
    List<Long> more = new ArrayList<>();
    TrainResult again =
        run(
            config,
            "segmentation",
            fixed,
            run,
            new TrainListener() {
              @Override
              public void onStep(StepMetrics step) {
                more.add(step.step());
              }
            });
    assertEquals(List.of(), more);
    assertEquals(TrainResult.Outcome.FINISHED, again.outcome());
  }

  @Test
  void patienceWithoutAScoreIsRefused() {
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () ->
                Trainer.train(
                    new Training(
                        config().withPatience(3),
                        Objectives.parse("segmentation"),
                        pyramid(),
                        initial(pyramid()),
                        train,
                        Optional.empty()),
                    folder.resolve("impatient"),
                    TrainListener.NONE));
    assertTrue(e.getMessage().contains("there are no validation images"), e.getMessage());
  }

  @Test
  void masksWithoutAnythingInThemAreRefusedBeforeTheFirstStep() throws IOException {
    byte[] labels = new byte[56 * 40];
    Arrays.fill(labels, 0, 300, (byte) LabelMap.IGNORE);
    Dataset empty = withMasks("empty", LabelMap.wrap(56, 40, labels));
    assertRefused(empty, "segmentation", "none of the 32 masks", "has a pixel of a class");
  }

  @Test
  void anIndexBeyondTheClassesIsRefusedBeforeTheFirstStep() throws IOException {
    byte[] labels = new byte[56 * 40];
    labels[57] = 4;
    Dataset strange = withMasks("strange", LabelMap.wrap(56, 40, labels));
    assertRefused(strange, "segmentation", "32 of the 32 masks", "index 4 at x=1 y=1");
  }

  @Test
  void masksOfOtherPicturesAreRefusedBeforeTheFirstStep() throws IOException {
    Dataset other = withMasks("other", LabelMap.filled(40, 56, 1));
    assertRefused(other, "segmentation", "no mask of split 'train' fits its image", "40 x 56");
  }

  @Test
  void unreadableMasksAreRefusedBeforeTheFirstStep() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "no mask");
    Dataset broken = replaced(id -> text);
    assertRefused(broken, "segmentation", "none of the 32 masks", "can be read");
  }

  @Test
  void weightsForOtherClassesAndMissingConfidenceAreRefused() {
    assertRefused(
        train, "segmentation[class_weights=1-1]", "class_weights has 2 numbers, expected 4", "");
    assertRefused(
        train, "segmentation[confidence=yes]", "there is none beside", "masks --confidence");
  }

  @Test
  void aSampleWithoutMaskIsNamed() {
    Dataset bare = replaced(id -> id.equals("train3") ? null : file(train.sample(id).get()));
    assertRefused(bare, "segmentation", "1 of the 32 images", "train3");
  }

  private static void assertRefused(Dataset data, String objective, String one, String two) {
    Path run = folder.resolve("refused");
    TrainingException e =
        assertThrows(
            TrainingException.class, () -> run(config(), objective, data, run, TrainListener.NONE));
    assertTrue(e.getMessage().contains(one) && e.getMessage().contains(two), e.getMessage());
    assertTrue(Files.notExists(run), "nothing was begun");
  }

  private static Path file(Sample sample) {
    return sample.mask().orElseThrow().file();
  }

  private static double allBackground() {
    ConfusionMatrix matrix = new ConfusionMatrix(4);
    for (Sample sample : val.samples()) {
      matrix.add(sample.mask().get().read(), LabelMap.filled(56, 40, 0));
    }
    return SegmentationScores.of(matrix).meanIou();
  }

  private static Dataset withMasks(String name, LabelMap labels) throws IOException {
    Path mask = folder.resolve(name + ".png");
    PalettePng.write(mask, labels);
    return replaced(id -> mask);
  }

  private static Dataset replaced(java.util.function.Function<String, Path> masks) {
    List<Sample> samples =
        train.samples().stream()
            .map(
                s ->
                    new Sample(
                        s.id(),
                        s.image(),
                        Optional.ofNullable(masks.apply(s.id())).map(TrueMask::png),
                        s.tags()))
            .toList();
    return new Dataset(train.root(), "train", train.classes(), samples);
  }

  /** Copies of the masks, every other one with a map of half confidence beside it. */
  private static Dataset withConfidence() throws IOException {
    Path beside = Files.createDirectories(folder.resolve("sure"));
    float[] half = new float[56 * 40];
    Arrays.fill(half, 0.5f);
    int i = 0;
    for (Sample sample : train.samples()) {
      Files.copy(file(sample), beside.resolve(sample.id() + ".png"));
      if (i++ % 2 == 0) {
        Path map = beside.resolve(sample.id() + ".conf.png");
        GreyPng.write(map, 56, 40, half, GreyPng.Depth.BITS_8);
      }
    }
    return replaced(id -> beside.resolve(id + ".png"));
  }

  private static TrainConfig config() {
    return Trainings.config()
        .withEpochs(1)
        .withRun(Trainings.config().run().withCheckpointEvery(3));
  }

  private static Network pyramid() {
    return Networks.build(NetworkSpec.parse("tiny[width=8,channels=16,project=24]", "aspp", 3));
  }

  private static Network direct() {
    return Networks.build(NetworkSpec.parse("tiny[width=12,form=direct,rate=2]", "largefov", 3));
  }

  private static ParameterSet initial(Network network) {
    return ParameterSet.initial(network.graph().parameters(), 7);
  }

  private static TrainResult run(
      TrainConfig config, String objective, Dataset data, Path run, TrainListener listener) {
    Objective parsed = Objectives.parse(objective);
    Training training =
        new Training(config, parsed, pyramid(), initial(pyramid()), data, Optional.of(val));
    return Trainer.train(training, run, listener);
  }

  private static TrainListener stoppingAfter(int steps) {
    return new TrainListener() {
      private long done;

      @Override
      public void onStep(StepMetrics step) {
        done = step.step();
      }

      @Override
      public boolean stopRequested() {
        return done >= steps;
      }
    };
  }
}
