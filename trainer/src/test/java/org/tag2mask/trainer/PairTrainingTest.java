package org.tag2mask.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tag2mask.data.augment.Box;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.sampling.ClassIndex;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.SafetensorsFile;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.trainer.loader.CropSettings;
import org.tag2mask.trainer.loader.DrawnPlan;
import org.tag2mask.trainer.loader.PixelTable;
import org.tag2mask.trainer.loss.McisLoss.Scores;
import org.tag2mask.trainer.objective.Objectives;

/** Co-attention classifiers trained on pairs of coloured squares. */
class PairTrainingTest {
  private static final int CLASSES = 3;

  @TempDir Path folder;
  private Dataset train;

  @BeforeEach
  void write() throws IOException {
    train = ColouredSquares.write(folder.resolve("data"), "train", 24, 1);
  }

  private static Network network(String text) {
    return Networks.build(NetworkSpec.parse(text, "mcis", CLASSES));
  }

  private TrainResult train(
      TrainConfig config,
      String objective,
      Network network,
      Dataset data,
      List<StepMetrics> steps) {
    return train(config, objective, network, data, Optional.empty(), "run", steps, Long.MAX_VALUE);
  }

  private TrainResult train(
      TrainConfig config,
      String objective,
      Network network,
      Dataset data,
      Optional<Dataset> validation,
      String run,
      List<StepMetrics> steps,
      long stopAfter) {
    return Trainer.train(
        new Training(
            config,
            Objectives.parse(objective),
            network,
            ParameterSet.initial(network.graph().parameters(), 7),
            data,
            validation),
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

  private static Dataset with(Dataset data, List<Set<Integer>> tags) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < tags.size(); i++) {
      samples.add(data.samples().get(i).withTags(tags.get(i)));
    }
    return new Dataset(data.root(), data.split(), data.classes(), samples);
  }

  @Test
  void theTermsOfAStepAreThoseOfTheNetworkOnItsPairs() {
    // VGG16 has no batch normalisation, so training and inference say the same; the crop is the
    // whole picture, so nothing is random.
    Network network = network("vgg16[variant=d1]");
    CropSettings whole = new CropSettings(40, 56, 1, 1, 0, 0, 0, 0);
    TrainConfig config = Trainings.config().withBatch(6).withMaxSteps(1).withCrop(whole);
    List<StepMetrics> steps = new ArrayList<>();
    train(config, "mcis[self=flip]", network, train, steps);

    int[] images = DrawnPlan.partners(ClassIndex.of(train), 6, config.seed()).images(0);
    double[] expected = new double[4];
    for (int pair = 0; pair < 3; pair++) {
      Sample m = train.samples().get(images[2 * pair]);
      Sample n = train.samples().get(images[2 * pair + 1]);
      RgbImage picture = ImageReader.read(m.image());
      float[] own = train.target(m);
      float[] other = train.target(n);
      Map<String, Tensor> scores = scores(network, picture, ImageReader.read(n.image()));
      for (int c = 0; c < CLASSES; c++) {
        float common = own[c] * other[c];
        expected[0] += margin(scores, "score", c, own[c]);
        expected[0] += margin(scores, "partner_score", c, other[c]);
        expected[1] += margin(scores, "co_score", c, common);
        expected[1] += margin(scores, "partner_co_score", c, common);
        expected[2] += margin(scores, "contrast_score", c, own[c] - common);
        expected[2] += margin(scores, "partner_contrast_score", c, other[c] - common);
      }
      Map<String, Tensor> self = scores(network, picture, picture.flipped());
      for (int c = 0; c < CLASSES; c++) {
        for (String name : List.of("score", "partner_score", "co_score", "partner_co_score")) {
          expected[3] += margin(self, name, c, own[c]);
        }
      }
    }
    Map<String, Double> terms = steps.get(0).terms();
    assertEquals(List.of("basic", "co", "contrast", "self_flip"), List.copyOf(terms.keySet()));
    int term = 0;
    for (double value : terms.values()) {
      assertEquals(expected[term] / (3 * CLASSES), value, 1e-5, "term " + term);
      term++;
    }
    double sum = terms.values().stream().mapToDouble(Double::doubleValue).sum();
    assertEquals(sum, steps.get(0).loss(), 1e-5);
  }

  private static double margin(Map<String, Tensor> scores, String name, int c, float target) {
    double z = scores.get(name).values()[c];
    return Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0) - z * target;
  }

  private static Map<String, Tensor> scores(Network network, RgbImage image, RgbImage partner) {
    return new DjlReference()
        .forward(
            network.publishing(List.copyOf(Scores.OUTPUTS)),
            ParameterSet.initial(network.graph().parameters(), 7),
            Map.of("image", planes(network, image), "partner", planes(network, partner)));
  }

  private static Tensor planes(Network network, RgbImage image) {
    int h = image.height();
    int w = image.width();
    FloatBuffer rows =
        ByteBuffer.allocate(3 * h * w * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    new PixelTable(network.input()).write(image, new Box(0, 0, w, h), h, w, rows);
    float[] planes = new float[3 * h * w];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = rows.get(i % (h * w) * 3 + i / (h * w));
    }
    return new Tensor(new int[] {1, 3, h, w}, planes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mcis",
        "mcis[form=code,contrast_from=1,empty=skip,self=flip-0.75-2]",
        "mcis[pairs=balanced,loss=weighted]",
        "mcis[loss=split]"
      })
  void pairsTeachTheColours(String objective) throws IOException {
    Dataset more = ColouredSquares.write(folder.resolve("more"), "train", 64, 3);
    Dataset val = ColouredSquares.write(folder.resolve("more"), "val", 33, 2);
    TrainResult result =
        train(
            Trainings.config().withEpochs(8).withBatch(16),
            objective,
            network("tiny[width=8]"),
            more,
            Optional.of(val),
            "run",
            new ArrayList<>(),
            Long.MAX_VALUE);
    double map = result.bestScore().orElseThrow();
    assertTrue(map > 0.8, objective + ": mAP " + map);
  }

  @Test
  void aStoppedTrainingGoesOnAsIfNothingHadHappened() throws IOException {
    TrainConfig config = Trainings.config().withEpochs(2).withBatch(8);
    String objective = "mcis[self=flip]";
    Network network = network("tiny[width=8]");
    ParameterSet straight =
        read(
            train(
                config,
                objective,
                network,
                train,
                Optional.empty(),
                "straight",
                new ArrayList<>(),
                Long.MAX_VALUE));
    train(config, objective, network, train, Optional.empty(), "cut", new ArrayList<>(), 5);
    TrainResult rest =
        train(
            config,
            objective,
            network,
            train,
            Optional.empty(),
            "cut",
            new ArrayList<>(),
            Long.MAX_VALUE);
    assertEquals(straight.asMap(), read(rest).asMap());
  }

  private static ParameterSet read(TrainResult result) throws IOException {
    Map<String, Tensor> values = new TreeMap<>();
    try (SafetensorsFile file = SafetensorsFile.open(result.bestParameters().orElseThrow())) {
      file.names().forEach(name -> values.put(name, file.read(name)));
    }
    return ParameterSet.of(values);
  }

  @Test
  void theContrastTermComesWithItsEpochAndWhereSomethingIsNotShared() {
    TrainConfig config = Trainings.config().withBatch(4).withMaxSteps(6).withEpochs(3);
    Dataset four = with(train, List.of(Set.of(1), Set.of(1, 2), Set.of(1, 3), Set.of(1, 2, 3)));
    List<StepMetrics> steps = new ArrayList<>();
    train(config, "mcis[contrast_from=1]", network("tiny[width=8]"), four, steps);
    for (int i = 0; i < steps.size(); i++) {
      assertEquals(i >= 2, steps.get(i).terms().containsKey("contrast"), "step " + i);
    }
    Dataset same = with(train, List.of(Set.of(2), Set.of(2), Set.of(2), Set.of(2)));
    for (String empty : List.of("train", "skip")) {
      steps.clear();
      train(
          config,
          "mcis[empty=" + empty + "]",
          network("tiny[width=8]"),
          same,
          Optional.empty(),
          empty,
          steps,
          Long.MAX_VALUE);
      steps.forEach(
          step -> assertEquals(empty.equals("train"), step.terms().containsKey("contrast")));
    }
  }

  @Test
  void aClassOfOneImageAnImageOfAllClassesAndASingleClassAreLearnedFrom() {
    TrainConfig config = Trainings.config().withBatch(4).withMaxSteps(4).withEpochs(2);
    for (List<Set<Integer>> tags :
        List.of(
            List.of(Set.of(1), Set.of(2), Set.of(3), Set.of(1, 2, 3)),
            List.of(Set.of(1), Set.of(2)),
            List.of(Set.of(1), Set.of(1), Set.<Integer>of()),
            List.of(Set.of(3)))) {
      List<StepMetrics> steps = new ArrayList<>();
      TrainResult result =
          train(
              config,
              "mcis",
              network("tiny[width=8]"),
              with(train, tags),
              Optional.empty(),
              "run" + tags,
              steps,
              Long.MAX_VALUE);
      assertEquals(TrainResult.Outcome.FINISHED, result.outcome());
      steps.forEach(step -> assertTrue(Double.isFinite(step.loss()), tags + " " + step.loss()));
    }
  }

  @Test
  void aBrokenImageTakesItsPartnerWithIt() throws IOException {
    Files.writeString(train.samples().get(5).image(), "no picture");
    TrainConfig config = Trainings.config().withBatch(8).withEpochs(1);
    List<StepMetrics> steps = new ArrayList<>();
    TrainResult result =
        train(
            config.withRun(config.run().withSkipBroken(true)),
            "mcis",
            network("tiny[width=8]"),
            train,
            steps);
    assertEquals(TrainResult.Outcome.FINISHED, result.outcome());
    assertEquals(6, steps.size());
  }

  @Test
  void whatDoesNotFitIsSaidBeforeTheFirstStep() {
    assertMessage(
        "use the head mcis",
        () -> train(Trainings.config(), "mcis", Trainings.network(), train, new ArrayList<>()));
    assertMessage(
        "has a tag",
        () ->
            train(
                Trainings.config(),
                "mcis",
                network("tiny[width=8]"),
                with(train, List.of(Set.of(), Set.of())),
                new ArrayList<>()));
    assertMessage(
        "a batch of 5 images is not made of groups of 2",
        () ->
            train(
                Trainings.config().withBatch(5),
                "mcis",
                network("tiny[width=8]"),
                train,
                new ArrayList<>()));
    assertFalse(Files.exists(folder.resolve("run/best.safetensors")));
    for (String wrong :
        List.of("mcis[self=flop]", "mcis[form=code,contrast_from=-1]", "mcis[pairs=twins]")) {
      assertThrows(ModelException.class, () -> Objectives.parse(wrong), wrong);
    }
  }

  private static void assertMessage(String part, Runnable run) {
    String message = assertThrows(TrainingException.class, run::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
