package org.tag2mask.cli.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.stage.ExportStage;
import org.tag2mask.cli.stage.FileHash;
import org.tag2mask.cli.stage.TrainRequest;
import org.tag2mask.cli.stage.TrainStage;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.exporter.ExportOptions;
import org.tag2mask.models.file.WeightLoader;
import org.tag2mask.runtime.recipe.Recipe;
import org.tag2mask.trainer.RunSettings;
import org.tag2mask.trainer.TrainConfig;
import org.tag2mask.trainer.attention.AttentionFolder;
import org.tag2mask.trainer.objective.IntegralObjective;
import org.tag2mask.trainer.objective.Objective;
import org.tag2mask.trainer.objective.Objectives;

/** The two stages that make one model of a pipeline: training and export. */
final class ModelStages {
  /** Training settings that do not change its result, and so do not make it outdated. */
  private static final Set<String> FREE =
      Set.of(
          "threads",
          "workers",
          "ahead",
          "checkpoint_every",
          "log_every",
          "validate_every",
          "skip_broken");

  private final StageRunner stages;
  private final Session session;

  ModelStages(StageRunner stages, Session session) {
    this.stages = stages;
    this.session = session;
  }

  /**
   * What one model is made from and where it goes.
   *
   * @param suffix of the stages' names: empty for the classifier, {@code -affinity}
   * @param config the settings
   * @param train images to learn from
   * @param fingerprint of these images and what is learned from them
   * @param validation images to measure on
   * @param run the run folder
   * @param recipe stored in the exported file, if any
   * @param model the exported file
   * @param maps gathered by another training, which the objective {@code integral} learns
   */
  record Task(
      String suffix,
      ModelConfig config,
      Dataset train,
      String fingerprint,
      Optional<Dataset> validation,
      Path run,
      Optional<? extends Recipe> recipe,
      Path model,
      Optional<AttentionFolder> maps) {

    /** A model that learns no other's maps. */
    Task(
        String suffix,
        ModelConfig config,
        Dataset train,
        String fingerprint,
        Optional<Dataset> validation,
        Path run,
        Optional<? extends Recipe> recipe,
        Path model) {
      this(suffix, config, train, fingerprint, validation, run, recipe, model, Optional.empty());
    }

    /** The second model, which learns the maps that the training of this one gathered. */
    private Task integral(IntegralConfig second) {
      return new Task(
          suffix + "-integral",
          second.model(config),
          train,
          fingerprint,
          validation,
          run.resolveSibling(run.getFileName() + "-integral"),
          recipe,
          model,
          Optional.of(new AttentionFolder(run.resolve(AttentionFolder.NAME))));
    }

    private Objective objective() {
      Objective objective = Objectives.parse(config.objective());
      return maps.isPresent() && objective instanceof IntegralObjective integral
          ? integral.reading(maps.get().root())
          : objective;
    }

    private Path best() {
      return run.resolve("best.safetensors");
    }
  }

  /** Trains and exports; false when the pipeline ends here. */
  boolean run(Task task) throws IOException {
    Optional<IntegralConfig> integral = task.config().integral();
    return integral.isEmpty()
        ? train(task) && export(task)
        : train(task) && run(task.integral(integral.get()));
  }

  private boolean train(Task task) throws IOException {
    ModelConfig config = task.config();
    Map<String, Object> settings = new LinkedHashMap<>(config.train().toMap());
    settings.keySet().removeAll(FREE);
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("network", config.network());
    inputs.put("head", config.head());
    inputs.put("objective", config.objective());
    inputs.put(
        "weights", config.weights().isEmpty() ? "none" : FileHash.sha256(config.weights().get()));
    inputs.put("ignore_mismatched", config.onMismatch() == WeightLoader.OnMismatch.INITIALISE);
    inputs.put("train", task.fingerprint());
    inputs.put("validation", task.validation().map(DataFingerprint::of).orElse("none"));
    inputs.put("settings", settings);
    task.maps().ifPresent(maps -> inputs.put("maps", maps.digest()));
    return stages.once(
        "train" + task.suffix(),
        inputs,
        List.of(task.best()),
        anew -> {
          TrainConfig train = config.train();
          TrainConfig effective =
              anew ? train.withRun(train.run().withExisting(RunSettings.Existing.RESTART)) : train;
          return TrainStage.run(
              new TrainRequest(
                  task.train(),
                  task.validation(),
                  config.network(),
                  config.head(),
                  task.objective(),
                  config.weights(),
                  config.onMismatch(),
                  effective,
                  task.run()),
              session);
        });
  }

  private boolean export(Task task) throws IOException {
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("parameters", FileHash.sha256(task.best()));
    inputs.put("precision", task.config().precision());
    inputs.put("images", task.config().images().name());
    Optional<String> recipe = task.recipe().map(Recipe::toJson);
    inputs.put("recipe", recipe.orElse("none"));
    return stages.once(
        "export" + task.suffix(),
        inputs,
        List.of(task.model()),
        anew -> {
          ExportOptions options =
              task.config().precision().equals("float16")
                  ? ExportOptions.plain().float16()
                  : ExportOptions.plain();
          return ExportStage.run(
              ExportStage.ofRun(task.run(), recipe, options, task.model())
                  .looking(task.config().images()),
              session);
        });
  }
}
