package org.tag2mask.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.data.augment.Box;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.sampling.ClassIndex;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.SafetensorsFile;
import org.tag2mask.models.file.WeightLoader;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.trainer.loader.CropSettings;
import org.tag2mask.trainer.loader.DrawnPlan;
import org.tag2mask.trainer.loader.PixelTable;
import org.tag2mask.trainer.objective.Objectives;

/** Segmenters with cross-image affinity trained on coloured squares. */
class CrossImageTrainingTest {
  private static final int CLASSES = 3;

  @TempDir static Path data;
  private static Dataset train;
  private static Dataset val;

  @TempDir Path folder;

  @BeforeAll
  static void write() throws IOException {
    train = ColouredSquares.writeMasked(data, "train", 32, 1);
    val = ColouredSquares.writeMasked(data, "val", 11, 2);
  }

  private static Network network(String options) {
    return Networks.build(
        NetworkSpec.parse("tiny[width=8,rate=2" + options + "]", "cian", CLASSES));
  }

  private static ParameterSet initial(Network network) {
    return ParameterSet.initial(network.graph().parameters(), 7);
  }

  private TrainResult train(
      TrainConfig config,
      String objective,
      Network network,
      ParameterSet initial,
      Dataset images,
      String run,
      List<StepMetrics> steps,
      int stopAfter) {
    return Trainer.train(
        new Training(
            config,
            Objectives.parse(objective),
            network,
            initial,
            images,
            config.maxSteps() == 0 ? Optional.of(val) : Optional.empty()),
        folder.resolve(run),
        new TrainListener() {
          @Override
          public void onStep(StepMetrics step) {
            steps.add(step);
          }

          @Override
          public boolean stopRequested() {
            return steps.size() >= stopAfter;
          }
        });
  }

  private TrainResult train(TrainConfig config, String objective, Network network) {
    return train(
        config,
        objective,
        network,
        initial(network),
        train,
        "run",
        new ArrayList<>(),
        Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cian | ''",
        "cian[group=4,completion=own] | ,group=4,merge=mean",
        "cian[branches=self,completion=none] | ''"
      })
  void groupsTeachTheSquares(String objective, String options) {
    TrainResult result =
        train(Trainings.config().withEpochs(12).withBatch(8), objective, network(options));
    assertTrue(result.bestScore().orElseThrow() > 0.5, "mIoU " + result.bestScore());
  }

  @Test
  void aStoppedTrainingGoesOnAsIfNothingHadHappened() throws IOException {
    TrainConfig config = Trainings.config().withEpochs(2).withBatch(8);
    Network network = network("");
    TrainResult straight = train(config, "cian", network);
    List<StepMetrics> steps = new ArrayList<>();
    train(config, "cian", network, initial(network), train, "cut", steps, 5);
    TrainResult rest =
        train(
            config,
            "cian",
            network,
            initial(network),
            train,
            "cut",
            new ArrayList<>(),
            Integer.MAX_VALUE);
    assertEquals(read(straight).asMap(), read(rest).asMap());
  }

  private static ParameterSet read(TrainResult result) throws IOException {
    Map<String, Tensor> values = new TreeMap<>();
    try (SafetensorsFile file = SafetensorsFile.open(result.bestParameters().orElseThrow())) {
      file.names().forEach(name -> values.put(name, file.read(name)));
    }
    return ParameterSet.of(values);
  }

  /** The scale of the normalisation begins at 0 in the first round and is kept in the second. */
  @Test
  void aSecondRoundBeginsWithTheScaleOfTheFirst() {
    Network network = network("");
    assertArrayEquals(
        new float[32], initial(network).get("affinity.norm.weight").values(), "first round");
    TrainResult first = train(Trainings.config().withEpochs(2).withBatch(8), "cian", network);
    Path best = first.bestParameters().orElseThrow();
    float[] learned =
        WeightLoader.load(network.graph().parameters(), best, 1, WeightLoader.OnMismatch.REFUSE)
            .parameters()
            .get("affinity.norm.weight")
            .values();
    boolean moved = false;
    for (float value : learned) {
      moved |= value != 0;
    }
    assertTrue(moved, "the first round learned a scale: " + Arrays.toString(learned));
  }

  /**
   * VGG16 has no batch normalisation, the module's is frozen, and the crop is the whole picture: a
   * step says what the network says at inference.
   */
  @ParameterizedTest
  @CsvSource({"cross,1-1-1-1", "own,1-1-1-1", "none,1-1-1-1", "cross,0.5-2-1-3"})
  void theTermsOfAStepAreThoseOfTheNetworkOnItsGroups(String completion, String weights) {
    Network network =
        Networks.build(NetworkSpec.parse("vgg16[variant=d1,rate=2]", "cian", CLASSES));
    ParameterSet initial = strong(network);
    CropSettings whole = new CropSettings(40, 56, 1, 1, 0, 0, 0, 0);
    TrainConfig config =
        Trainings.config()
            .withBatch(4)
            .withMaxSteps(1)
            .withCrop(whole)
            .withFreeze(List.of("affinity.norm"));
    List<StepMetrics> steps = new ArrayList<>();
    String objective = "cian[completion=" + completion + ",class_weights=" + weights + "]";
    double[] given = Arrays.stream(weights.split("-")).mapToDouble(Double::parseDouble).toArray();
    double[] equal = {1, 1, 1, 1};
    train(config, objective, network, initial, train, "run", steps, Integer.MAX_VALUE);

    int[] images = DrawnPlan.sharedGroups(ClassIndex.of(train), 2, 4, config.seed()).images(0);
    Map<String, Tensor> outputs =
        new DjlReference()
            .forward(
                network.publishing(List.of("logits", "cross_logits")),
                initial,
                batch(network, images));
    Tensor self = outputs.get("logits");
    Tensor cross = outputs.get("cross_logits");
    Map<String, Double> expected = new LinkedHashMap<>();
    int[] seeds = seeds(images);
    expected.put("self", entropy(self, seeds, given));
    expected.put("cross", entropy(cross, seeds, given));
    if (!completion.equals("none")) {
      Tensor judge = completion.equals("cross") ? cross : self;
      expected.put("self_completion", entropy(self, completed(judge, images), equal));
      expected.put("cross_completion", entropy(cross, completed(cross, images), equal));
      int[] labels = completed(cross, images);
      assertTrue(Arrays.stream(labels).anyMatch(label -> label < 0), "some cells do not count");
      assertTrue(Arrays.stream(labels).anyMatch(label -> label > 0), "some are of a class");
    }
    assertEquals(expected.keySet(), steps.get(0).terms().keySet());
    expected.forEach(
        (name, value) -> assertEquals(value, steps.get(0).terms().get(name), 1e-4, name));
  }

  /** Weights under which the module and every class matter. */
  private static ParameterSet strong(Network network) {
    Map<String, Tensor> values = new LinkedHashMap<>(initial(network).asMap());
    Random random = new Random(3);
    for (String name : List.of("affinity.norm.weight", "cls_conv.weight")) {
      float[] drawn = values.get(name).values().clone();
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = (float) (name.startsWith("cls") ? 0.1 : 1) * (float) random.nextGaussian();
      }
      values.put(name, new Tensor(values.get(name).shape(), drawn));
    }
    return ParameterSet.of(values);
  }

  private static Tensor batch(Network network, int[] images) {
    int pixels = 40 * 56;
    float[] planes = new float[images.length * 3 * pixels];
    for (int n = 0; n < images.length; n++) {
      FloatBuffer rows =
          ByteBuffer.allocate(3 * pixels * Float.BYTES)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      new PixelTable(network.input())
          .write(
              ImageReader.read(train.samples().get(images[n]).image()),
              new Box(0, 0, 56, 40),
              40,
              56,
              rows);
      for (int i = 0; i < 3 * pixels; i++) {
        planes[n * 3 * pixels + i] = rows.get(i % pixels * 3 + i / pixels);
      }
    }
    return new Tensor(new int[] {images.length, 3, 40, 56}, planes);
  }

  /** The mask at the centre of each 8×8 cell; -1 where it is 255. */
  private static int[] seeds(int[] images) {
    int[] labels = new int[images.length * 35];
    for (int i = 0; i < labels.length; i++) {
      LabelMap mask =
          train.samples().get(images[i / 35]).mask().orElseThrow().read(56, 40, CLASSES + 1);
      int label = mask.label(i % 7 * 8 + 4, i % 35 / 7 * 8 + 4);
      labels[i] = label == LabelMap.IGNORE ? -1 : label;
    }
    return labels;
  }

  /** The largest logit's class where it is background or a tag of the image, else -1. */
  private static int[] completed(Tensor logits, int[] images) {
    int[] labels = new int[images.length * 35];
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int c = 1; c <= CLASSES; c++) {
        best = at(logits, i, c) > at(logits, i, best) ? c : best;
      }
      Sample sample = train.samples().get(images[i / 35]);
      labels[i] = best == 0 || sample.tags().contains(best) ? best : -1;
    }
    return labels;
  }

  private static double entropy(Tensor logits, int[] labels, double[] weights) {
    double sum = 0;
    double counted = 0;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] >= 0) {
        double all = 0;
        for (int c = 0; c <= CLASSES; c++) {
          all += Math.exp(at(logits, i, c));
        }
        sum += weights[labels[i]] * (Math.log(all) - at(logits, i, labels[i]));
        counted += weights[labels[i]];
      }
    }
    return sum / counted;
  }

  private static double at(Tensor logits, int cell, int channel) {
    return logits.values()[(cell / 35 * (CLASSES + 1) + channel) * 35 + cell % 35];
  }

  @Test
  void whatDoesNotFitIsSaidBeforeTheFirstStep() {
    TrainConfig config = Trainings.config();
    assertMessage(
        "use the head cian",
        () ->
            train(
                config,
                "cian",
                Networks.build(NetworkSpec.parse("tiny[width=8,form=direct]", "largefov", 3))));
    assertMessage(
        "the network compares groups of 3 images, the objective draws groups of 2",
        () -> train(config, "cian", network(",group=3")));
    assertMessage(
        "a batch of 8 images is not made of groups of 3",
        () -> train(config, "cian[group=3]", network(",group=3")));
    List<Sample> strangers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      strangers.add(train.samples().get(i).withTags(Set.of(i + 1)));
    }
    Dataset apart = new Dataset(train.root(), "train", train.classes(), strangers);
    Network network = network("");
    assertMessage(
        "no group of 2 images can be drawn",
        () ->
            train(
                config,
                "cian",
                network,
                initial(network),
                apart,
                "run",
                new ArrayList<>(),
                Integer.MAX_VALUE));
    assertThrows(ModelException.class, () -> Objectives.parse("cian[group=1]"));
    assertThrows(ModelException.class, () -> Objectives.parse("cian[branches=self]"));
    assertFalse(folder.resolve("run/best.safetensors").toFile().exists());
  }

  private static void assertMessage(String part, Runnable run) {
    String message = assertThrows(TrainingException.class, run::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
