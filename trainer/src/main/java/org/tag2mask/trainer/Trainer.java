package org.tag2mask.trainer;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.LoadReport;
import org.tag2mask.models.graph.Dim;
import org.tag2mask.models.graph.Node;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.trainer.loader.CropSettings;
import org.tag2mask.trainer.run.RunFolder;

/**
 * Trains a network on an objective.
 *
 * <p>Everything that happens is a function of settings, data and first parameters: the order of the
 * images, their changes and the draws of dropout are derived from seed and step. A training that
 * was stopped or killed at any moment goes on when it is started again with the same run folder,
 * and ends with the same parameters, bit for bit on a CPU with the same number of threads. So a
 * step that gives no finite loss or gradient is made once more from the last checkpoint before the
 * training ends: only a fault of the machine would not come again.
 */
public final class Trainer {
  private Trainer() {}

  /**
   * Trains, or goes on.
   *
   * @param training what decides the result
   * @param runFolder made if needed; holds settings, metrics, checkpoints and the result
   * @param listener told about progress and asked whether to stop
   * @return what there is now
   * @throws TrainingException if settings, data and network do not fit, the run folder belongs to
   *     another training or cannot be written, an image is broken, or the loss is not finite
   * @throws org.tag2mask.models.ModelException if parameters are missing or of another shape
   */
  public static TrainResult train(Training training, Path runFolder, TrainListener listener) {
    return train(training, Optional.empty(), runFolder, listener);
  }

  /**
   * Trains, or goes on, and stores where the first values came from.
   *
   * @param training what decides the result
   * @param origin of the first values; stored as {@code weights.json}
   * @param runFolder as {@link #train(Training, Path, TrainListener)}
   * @param listener told about progress and asked whether to stop
   * @return what there is now
   * @throws TrainingException as {@link #train(Training, Path, TrainListener)}
   */
  public static TrainResult train(
      Training training, Optional<LoadReport> origin, Path runFolder, TrainListener listener) {
    check(training);
    Network network = training.network();
    training.initial().requireAll(network.graph().parameters());
    Set<String> frozen = FrozenLayers.of(network.graph(), training.config().freeze());
    Map<String, Object> settings = settings(training);
    boolean restart = training.config().run().existing() == RunSettings.Existing.RESTART;
    OptionalLong diverged = OptionalLong.empty();
    while (true) {
      boolean anew = restart && diverged.isEmpty();
      try (RunFolder folder = RunFolder.open(runFolder, settings, RunSettings.KEYS, anew);
          TrainingLoop loop = new TrainingLoop(fitted(training), frozen, folder, listener)) {
        origin.ifPresent(report -> folder.saveOrigin(report.toMap()));
        return loop.run(settings);
      } catch (DivergenceException e) {
        if (diverged.isPresent() && diverged.getAsLong() == e.step()) {
          throw e;
        }
        diverged = OptionalLong.of(e.step());
        listener.onMessage(
            e.getMessage()
                + ". The steps since the last checkpoint are made once more: what a fault of the"
                + " machine did will not come again");
      }
    }
  }

  private static Training fitted(Training training) {
    return training.withObjective(training.objective().fitted(training.train()));
  }

  private static void check(Training training) {
    Network network = training.network();
    Dataset train = training.train();
    NetworkRole wanted = training.objective().role();
    if (network.role() != wanted) {
      throw new TrainingException(
          "objective '"
              + training.objective().name()
              + "' trains a network of role "
              + wanted
              + " but "
              + network.spec().text()
              + " with head "
              + network.spec().head()
              + " has the role "
              + network.role());
    }
    checkClasses(network, train);
    training.validation().ifPresent(v -> checkClasses(network, v));
    if (train.size() == 0) {
      throw new TrainingException("split '" + train.split() + "' has no image to learn from");
    }
    CropSettings crop = training.config().crop();
    int multiple = network.multiple();
    if (crop.height() % multiple != 0 || crop.width() % multiple != 0) {
      throw new TrainingException(
          "the crop is "
              + crop.height()
              + " x "
              + crop.width()
              + " but the network needs multiples of "
              + multiple);
    }
    if (training.objective().labels().masks()) {
      requireMasks(train);
      training
          .validation()
          .filter(v -> training.objective().validation(v, network, training.config()).isPresent())
          .ifPresent(Trainer::requireMasks);
    }
    requireScores(training);
    try {
      training.config().optimizer().rates().requireLayers(network.graph().parameters());
    } catch (ModelException e) {
      throw new TrainingException("rate_layers: " + e.getMessage(), e);
    }
    training.objective().check(network, train);
    training.objective().check(training.config());
    requireStatistics(training);
  }

  private static void requireScores(Training training) {
    if (training.config().patience() == 0) {
      return;
    }
    if (training.validation().isEmpty() || training.config().keep() != TrainConfig.Keep.BEST) {
      throw new TrainingException(
          "patience "
              + training.config().patience()
              + " ends a training whose score no longer rises, but "
              + (training.validation().isEmpty()
                  ? "there are no validation images"
                  : "keep is 'last'")
              + "; give validation images and keep: best, or patience: 0");
    }
  }

  /** A batch norm behind an image pooling has one value a channel for each image of a batch. */
  private static void requireStatistics(Training training) {
    CropSettings crop = training.config().crop();
    int batch = Math.min(training.config().batch(), training.train().size());
    Map<String, Long> sizes =
        Dim.symbols(batch, crop.height(), crop.width(), crop.height(), crop.width());
    for (Node node : training.network().graph().keeping(training.objective().outputs()).nodes()) {
      if (node.op() instanceof Op.BatchNorm norm && !norm.frozen()) {
        long[] shape = node.shape().at(sizes);
        if (Arrays.stream(shape).reduce(1, (a, b) -> a * b) == shape[1]) {
          throw new TrainingException(
              "batch normalisation "
                  + node.name()
                  + " has one value a channel to learn from, as a batch has "
                  + batch
                  + " image (batch "
                  + training.config().batch()
                  + ", "
                  + training.train().size()
                  + " images to learn from); take 2 images or more, or a network without it");
        }
      }
    }
  }

  private static void requireMasks(Dataset data) {
    List<String> without =
        data.samples().stream().filter(s -> s.mask().isEmpty()).map(Sample::id).toList();
    if (!without.isEmpty()) {
      throw new TrainingException(
          without.size()
              + " of the "
              + data.size()
              + " images of split '"
              + data.split()
              + "' have no mask, the first: "
              + without.get(0)
              + "; make masks for them, or take a split or mask folder that has them");
    }
  }

  private static void checkClasses(Network network, Dataset data) {
    int classes = data.classes().foregroundCount();
    if (classes != network.spec().classes()) {
      throw new TrainingException(
          "the network has "
              + network.spec().classes()
              + " classes but split '"
              + data.split()
              + "' of "
              + data.root()
              + " has "
              + classes
              + "; build the network for the data");
    }
  }

  /** What makes two trainings the same one, as stored in {@code config.yaml}. */
  private static Map<String, Object> settings(Training training) {
    Network network = training.network();
    Dataset train = training.train();
    Optional<Dataset> validation = training.validation();
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("network", network.spec().text());
    settings.put("head", network.spec().head());
    settings.put("objective", training.objective().name());
    training
        .objective()
        .settings()
        .forEach((key, value) -> settings.put("objective_" + key, value));
    settings.put("classes", train.classes().tags());
    settings.put("train_split", train.split());
    settings.put("train_images", train.size());
    settings.put("validation_split", validation.map(Dataset::split).orElse(""));
    settings.put("validation_images", validation.map(Dataset::size).orElse(0));
    settings.put("initial_parameters", digest(training.initial()));
    settings.putAll(training.config().toMap());
    return settings;
  }

  private static String digest(ParameterSet parameters) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (Map.Entry<String, Tensor> entry : parameters.asMap().entrySet()) {
        float[] values = entry.getValue().values();
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES));
        bytes.asFloatBuffer().put(values);
        sha.update(bytes);
      }
      return "sha256:" + HexFormat.of().formatHex(sha.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
