package org.tag2mask.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.models.file.SafetensorsFile;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkSpec;
import org.tag2mask.models.network.Networks;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.trainer.TrainConfig.Keep;
import org.tag2mask.trainer.loader.CropSettings;
import org.tag2mask.trainer.objective.Objectives;
import org.tag2mask.trainer.optimize.GroupRates;
import org.tag2mask.trainer.optimize.OptimizerSettings;
import org.tag2mask.trainer.optimize.Schedule;

/** Short trainings of AffinityNet and IRNet on coloured squares with labels. */
class AffinityTrainingTest {
  private static final String AFFINITY = "affinity[radius=3]";
  private static final String BOUNDARY = "boundary[radius=4]";

  @TempDir Path folder;

  @Test
  void affinityNetLearnsWhatBelongsTogether() throws IOException {
    Network network = network("tiny[width=8,feature=56]", "affinity");
    List<Double> losses = new ArrayList<>();
    ParameterSet learned = train(network, AFFINITY, data(64), 16, losses);
    assertTrue(mean(losses, losses.size() - 8) < 0.7 * losses.get(0), "losses " + losses);
    Means means = new Means();
    for (Sample sample : validation().samples()) {
      float[] feature = output(network, learned, sample, "feature");
      LabelMap labels = sample.mask().orElseThrow().read().resized(7, 5);
      for (int cell = 0; cell < 35; cell++) {
        for (int next : new int[] {cell % 7 < 6 ? cell + 1 : -1, cell < 28 ? cell + 7 : -1}) {
          if (next >= 0) {
            means.add(labels, cell, next, affinity(feature, cell, next, 35));
          }
        }
      }
    }
    means.assertApart();
  }

  @Test
  void irnLearnsBoundaries() throws IOException {
    Network network = network("tiny[width=8]", "irn");
    List<Double> losses = new ArrayList<>();
    ParameterSet learned = train(network, BOUNDARY, data(64), 16, losses);
    assertTrue(mean(losses, losses.size() - 8) < 0.8 * losses.get(0), "losses " + losses);
    Means means = new Means();
    for (Sample sample : validation().samples()) {
      float[] edge = output(network, learned, sample, "edge");
      LabelMap labels = sample.mask().orElseThrow().read().resized(14, 10);
      for (int y = 0; y < 10; y++) {
        for (int x = 0; x < 11; x++) {
          // three cells to the right, over whatever lies between
          double highest = Double.NEGATIVE_INFINITY;
          for (int i = 0; i <= 3; i++) {
            highest = Math.max(highest, edge[y * 14 + x + i]);
          }
          double affinity = 1 - 1 / (1 + Math.exp(-highest));
          means.add(labels, y * 14 + x, y * 14 + x + 3, affinity);
        }
      }
    }
    means.assertApart();
  }

  @Test
  void thePublishedDisplacementHasMeanZeroOverTheTrainingImages() throws IOException {
    Network network = network("tiny[width=8]", "irn");
    Dataset data = data(16);
    ParameterSet learned = train(network, BOUNDARY, data, 3, new ArrayList<>());
    Tensor shift = learned.get("mean_shift.running_mean");
    assertNotEquals(0, shift.values()[0]);
    double[] sum = new double[2];
    double largest = 0;
    for (Sample sample : data.samples()) {
      float[] displacement = output(network, learned, sample, "displacement");
      for (int i = 0; i < displacement.length; i++) {
        sum[i / 140] += displacement[i] / 140 / 16;
        largest = Math.max(largest, Math.abs(displacement[i]));
      }
    }
    assertEquals(0, sum[0], 1e-5 * largest);
    assertEquals(0, sum[1], 1e-5 * largest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tiny[width=8,feature=28]|affinity|" + AFFINITY,
        "tiny[width=8]|irn|" + BOUNDARY,
        "tiny[width=8,displacement=no]|irn|boundary[radius=3,mode=compat,displacement=no]"
      })
  void aStoppedTrainingEndsWithTheSameBytes(String text, String head, String objective)
      throws IOException {
    Network network = network(text, head);
    Dataset data = data(12);
    TrainConfig config = config(3).withBatch(4);
    run(network, objective, data, config, folder.resolve("undisturbed"), TrainListener.NONE);
    Path stopped = folder.resolve("stopped");
    for (int stop : new int[] {2, 7, 99}) {
      run(network, objective, data, config, stopped, stoppingAfter(stop));
    }
    for (String file : List.of("best.safetensors", "checkpoints/step-9.safetensors")) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("undisturbed").resolve(file)),
          Files.readAllBytes(stopped.resolve(file)),
          file);
    }
  }

  @Test
  void aFrozenTrunkStaysAsItIsAndTheBranchesLearn() throws IOException {
    Network network = network("tiny[width=8]", "irn");
    ParameterSet first = initial(network);
    TrainConfig config = config(2).withFreeze(List.of("trunk"));
    Path run = folder.resolve("frozen");
    run(network, BOUNDARY, data(8), config, run, TrainListener.NONE);
    ParameterSet learned = read(run);
    Set<String> changed = new TreeSet<>();
    for (String name : first.names()) {
      if (!first.get(name).equals(learned.get(name))) {
        changed.add(name.replaceAll("[0-9].*", ""));
      }
    }
    assertEquals(Set.of("fc_dp", "fc_edge", "mean_shift.running_mean"), changed);
  }

  @Test
  void engineArraysDoNotPileUp() throws Exception {
    Network network = network("tiny[width=8]", "irn");
    Dataset data = data(8);
    int before = EngineMemory.liveArrays();
    Set<Integer> counts = new TreeSet<>();
    run(
        network,
        BOUNDARY,
        data,
        config(3),
        folder.resolve("run"),
        new TrainListener() {
          @Override
          public void onStep(StepMetrics step) {
            try {
              counts.add(EngineMemory.liveArrays());
            } catch (ReflectiveOperationException e) {
              throw new IllegalStateException(e);
            }
          }
        });
    assertEquals(1, counts.size(), "live arrays after the steps: " + counts);
    assertEquals(before, EngineMemory.liveArrays());
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeTheFirstStep() throws IOException {
    Dataset data = data(4);
    Network irn = network("tiny[width=8]", "irn");
    Network edges = network("tiny[width=8,displacement=no]", "irn");
    assertRefused(irn, "affinity", data, "trains a network of role AFFINITY but tiny[width=8]");
    assertRefused(edges, "boundary", data, "has no output displacement; give both the same option");
    assertRefused(irn, "boundary[displacement=no]", data, "which has output displacement");
    Dataset unlabelled = ColouredSquares.write(folder.resolve("data"), "train", 4, 1);
    assertRefused(irn, "boundary", unlabelled, "4 of the 4 images of split 'train' have no mask");
    assertRefused(irn, "boundary[radius=12,mode=compat]", data, "no pair for radius 12 and");
    TrainConfig config = config(1);
    OptimizerSettings typo =
        new OptimizerSettings(
            0.1, 0, false, 0, 0, GroupRates.TENFOLD_HEAD.withLayers(Map.of("fc_dq*", 10.0)));
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () ->
                run(
                    irn,
                    "boundary",
                    data,
                    config.withOptimizer(typo),
                    folder.resolve("x"),
                    TrainListener.NONE));
    assertTrue(e.getMessage().startsWith("rate_layers: no parameter is named 'fc_dq*'"));
  }

  @Test
  void labelsWithoutForegroundOrWithStrangeIndicesAreNamed() throws IOException {
    Network network = network("tiny[width=8]", "irn");
    Dataset data = data(4);
    for (Sample sample : data.samples()) {
      PalettePng.write(sample.mask().orElseThrow().file(), LabelMap.filled(56, 40, 0));
    }
    assertRefused(network, "boundary", data, "none of the 4 label maps of split 'train' has a");
    PalettePng.write(data.samples().get(2).mask().orElseThrow().file(), LabelMap.filled(56, 40, 9));
    assertRefused(network, "boundary", data, "train2.labels.png");
    PalettePng.write(data.samples().get(2).mask().orElseThrow().file(), LabelMap.filled(40, 56, 1));
    assertRefused(network, "boundary", data, "masks must have the size of the upright image");
  }

  private void assertRefused(Network network, String objective, Dataset data, String part) {
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () ->
                run(
                    network,
                    objective,
                    data,
                    config(1),
                    folder.resolve("refused"),
                    TrainListener.NONE));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  private Dataset data(int count) throws IOException {
    return ColouredSquares.labelled(
        ColouredSquares.write(folder.resolve("data"), "train", count, 1));
  }

  private Dataset validation() throws IOException {
    return ColouredSquares.labelled(ColouredSquares.write(folder.resolve("data"), "val", 16, 2));
  }

  private static Network network(String text, String head) {
    return Networks.build(NetworkSpec.parse(text, head, 3));
  }

  private static ParameterSet initial(Network network) {
    return ParameterSet.initial(network.graph().parameters(), 7);
  }

  private static TrainConfig config(int epochs) {
    return Trainings.config()
        .withEpochs(epochs)
        .withKeep(Keep.LAST)
        .withOptimizer(new OptimizerSettings(0.05, 0.9, false, 1e-4, 5, GroupRates.head(2)))
        .withSchedule(new Schedule.WarmUp(3, new Schedule.Poly(0.9)))
        .withCrop(new CropSettings(40, 48, 0.9, 1.1, 0, 0, 0.5, 0));
  }

  private ParameterSet train(
      Network network, String objective, Dataset data, int epochs, List<Double> losses) {
    Path run = folder.resolve("run");
    run(
        network,
        objective,
        data,
        config(epochs),
        run,
        new TrainListener() {
          @Override
          public void onStep(StepMetrics step) {
            losses.add(step.loss());
            double terms = step.terms().values().stream().mapToDouble(d -> d).sum();
            assertEquals(terms, step.loss(), 1e-4 * Math.max(1, terms), "the terms add up");
          }
        });
    return read(run);
  }

  private static void run(
      Network network,
      String objective,
      Dataset data,
      TrainConfig config,
      Path run,
      TrainListener listener) {
    Trainer.train(
        new Training(
            config, Objectives.parse(objective), network, initial(network), data, Optional.empty()),
        run,
        listener);
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

  private static ParameterSet read(Path run) {
    try (SafetensorsFile file = SafetensorsFile.open(run.resolve("best.safetensors"))) {
      return file.readAll();
    }
  }

  /** Pictures are 56 × 40, multiples of the stride: no padding here. */
  private static float[] output(
      Network network, ParameterSet parameters, Sample sample, String name) {
    RgbImage image = ImageReader.read(sample.image());
    float[] planes = new float[3 * 40 * 56];
    for (int i = 0; i < planes.length; i++) {
      int at = i % (40 * 56);
      planes[i] = (image.sample(at % 56, at / 56, i / (40 * 56)) - 127.5f) / 127.5f;
    }
    Tensor input = new Tensor(new int[] {1, 3, 40, 56}, planes);
    return new DjlReference().forward(network, parameters, input).get(name).values();
  }

  private static double affinity(float[] feature, int a, int b, int cells) {
    double distance = 0;
    for (int c = 0; c < feature.length / cells; c++) {
      distance += Math.abs(feature[c * cells + a] - feature[c * cells + b]);
    }
    return Math.exp(-distance / (feature.length / cells));
  }

  private static double mean(List<Double> values, int from) {
    return values.subList(from, values.size()).stream().mapToDouble(d -> d).average().orElseThrow();
  }

  /** Mean affinities of pairs of one label and of different labels. */
  private static final class Means {
    private final double[] sums = new double[2];
    private final int[] counts = new int[2];

    void add(LabelMap labels, int cell, int other, double affinity) {
      int a = labels.array()[cell] & 0xff;
      int b = labels.array()[other] & 0xff;
      if (a != 255 && b != 255) {
        sums[a == b ? 0 : 1] += affinity;
        counts[a == b ? 0 : 1]++;
      }
    }

    void assertApart() {
      assertTrue(counts[0] > 50 && counts[1] > 50, counts[0] + " and " + counts[1] + " pairs");
      double inside = sums[0] / counts[0];
      double across = sums[1] / counts[1];
      assertTrue(inside > across + 0.3, "inside " + inside + ", across " + across);
    }
  }
}
