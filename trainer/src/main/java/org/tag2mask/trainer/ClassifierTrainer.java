package org.tag2mask.trainer;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.models.network.Network;
import org.tag2mask.models.network.NetworkRole;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.trainer.run.RunFolder;

/**
 * Trains a classifier from image tags with the multi-label soft-margin loss on its {@code score}.
 *
 * <p>Everything that happens is a function of settings, data and first parameters: the order of the
 * images, their changes and the draws of dropout are derived from seed and step. A training that
 * was stopped or killed at any moment goes on when it is started again with the same run folder,
 * and ends with the same parameters, bit for bit on a CPU with the same number of threads.
 */
public final class ClassifierTrainer {
  private ClassifierTrainer() {}

  /**
   * Trains, or goes on with, a classifier.
   *
   * @param config the settings
   * @param network a classifier with as many classes as the data set has tags
   * @param initial first values of all its parameters; not used when a checkpoint is there
   * @param train images to learn from, all of them used; see {@link Dataset#tagged()}
   * @param validation images to measure on after each epoch; same classes
   * @param runFolder made if needed; holds settings, metrics, checkpoints and the result
   * @param listener told about progress and asked whether to stop
   * @return what there is now
   * @throws TrainingException if settings, data and network do not fit, the run folder belongs to
   *     another training or cannot be written, an image is broken, or the loss is not finite
   * @throws org.tag2mask.models.ModelException if parameters are missing or of another shape
   */
  public static TrainResult train(
      TrainConfig config,
      Network network,
      ParameterSet initial,
      Dataset train,
      Optional<Dataset> validation,
      Path runFolder,
      TrainListener listener) {
    check(config, network, train);
    validation.ifPresent(v -> checkClasses(network, v));
    initial.requireAll(network.graph().parameters());
    Set<String> frozen = FrozenLayers.of(network.graph(), config.freeze());
    Map<String, Object> settings = settings(config, network, initial, train, validation);
    boolean restart = config.run().existing() == RunSettings.Existing.RESTART;
    try (RunFolder folder = RunFolder.open(runFolder, settings, RunSettings.KEYS, restart);
        TrainingLoop loop =
            new TrainingLoop(
                config, network, frozen, initial, train, validation, folder, listener)) {
      return loop.run(settings);
    }
  }

  private static void check(TrainConfig config, Network network, Dataset train) {
    if (network.role() != NetworkRole.CLASSIFIER) {
      throw new TrainingException(
          "expected a classifier but the network is for the role " + network.role());
    }
    checkClasses(network, train);
    if (train.size() == 0) {
      throw new TrainingException("split '" + train.split() + "' has no image to learn from");
    }
    int stride = network.stride();
    if (config.crop().height() % stride != 0 || config.crop().width() % stride != 0) {
      throw new TrainingException(
          "the crop is "
              + config.crop().height()
              + " x "
              + config.crop().width()
              + " but the network needs multiples of its stride "
              + stride);
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
  private static Map<String, Object> settings(
      TrainConfig config,
      Network network,
      ParameterSet initial,
      Dataset train,
      Optional<Dataset> validation) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("network", network.spec().text());
    settings.put("head", network.spec().head());
    settings.put("classes", train.classes().tags());
    settings.put("train_split", train.split());
    settings.put("train_images", train.size());
    settings.put("validation_split", validation.map(Dataset::split).orElse(""));
    settings.put("validation_images", validation.map(Dataset::size).orElse(0));
    settings.put("initial_parameters", digest(initial));
    settings.putAll(config.toMap());
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
