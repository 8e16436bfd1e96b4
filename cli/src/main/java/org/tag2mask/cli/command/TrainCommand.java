package org.tag2mask.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.cli.UsageException;
import org.tag2mask.cli.option.CommonOptions;
import org.tag2mask.cli.option.DataOptions;
import org.tag2mask.cli.option.ResumeOptions;
import org.tag2mask.cli.option.TrainMaskOptions;
import org.tag2mask.cli.option.WholeValue;
import org.tag2mask.cli.pipeline.AffinityConfig;
import org.tag2mask.cli.pipeline.ModelConfig;
import org.tag2mask.cli.pipeline.PipelineConfig;
import org.tag2mask.cli.stage.TrainRequest;
import org.tag2mask.cli.stage.TrainStage;
import org.tag2mask.cli.stage.TrainingMasks;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.DatasetOptions;
import org.tag2mask.models.file.WeightLoader;
import org.tag2mask.trainer.RunSettings;
import org.tag2mask.trainer.TrainConfig;
import org.tag2mask.trainer.TrainingException;
import org.tag2mask.trainer.objective.Objective;
import org.tag2mask.trainer.objective.Objectives;

/** {@code train}. */
public final class TrainCommand implements Command {
  private static final String CLASSIFIER = "classifier";
  private static final String AFFINITY = "affinity";
  private static final String SEGMENTER = "segmenter";

  @ParametersDelegate private final DataOptions data = new DataOptions();
  @ParametersDelegate private final TrainMaskOptions masks = new TrainMaskOptions();
  @ParametersDelegate private final ResumeOptions resume = new ResumeOptions();
  @ParametersDelegate private final CommonOptions common = new CommonOptions();

  @Parameter(
      names = "--out",
      order = 4,
      required = true,
      placeholder = "DIR",
      description = "run folder: settings, metrics, curves, checkpoints, best parameters")
  private Path out;

  @Parameter(
      names = "--val-split",
      order = 3,
      placeholder = "NAME",
      description =
          "split to measure tag mAP or mIoU on after each epoch; none: no measuring; default val"
              + " where there is such a list")
  private String validation;

  @Parameter(
      names = "--preset",
      order = 5,
      placeholder = "NAME",
      description = "settings of a method; see tag2mask pipeline --help")
  private String preset = "cam";

  @Parameter(
      names = "--part",
      order = 6,
      placeholder = "PART",
      description = "which network of preset or file: classifier, affinity or segmenter")
  private String part = CLASSIFIER;

  @Parameter(
      names = "--config",
      order = 6,
      placeholder = "FILE",
      description = "YAML file of a pipeline, whose network and train sections are taken")
  private Path config;

  @Parameter(
      names = "--network",
      order = 7,
      placeholder = "NET",
      description = "network with options, such as tiny or mobilenet_v2[output_stride=16]")
  private String network;

  @Parameter(
      names = "--head",
      order = 8,
      placeholder = "NAME",
      description = "what stands on the network's trunk, such as cam; see tag2mask inspect")
  private String head;

  @Parameter(
      names = "--objective",
      order = 8,
      placeholder = "NAME",
      description =
          "what is minimised, with options: tags for classifiers, segmentation for segmenters, ...")
  private String objective;

  @Parameter(
      names = "--weights",
      order = 8,
      placeholder = "FILE",
      description =
          "file with first values (safetensors, .pth, .params, .onnx), by name; none: from scratch")
  private Path weights;

  @Parameter(
      names = "--ignore-mismatched",
      order = 9,
      description =
          "initialise parameters that the file has in another shape; without, they are an error")
  private boolean ignoreMismatched;

  @Parameter(
      names = "--epochs",
      order = 10,
      placeholder = "N",
      description = "passes over the images")
  private Integer epochs;

  @Parameter(names = "--batch", order = 11, placeholder = "N", description = "images a step")
  private Integer batch;

  @Parameter(
      names = "--learning-rate",
      order = 12,
      placeholder = "R",
      description = "rate of the trunk before the schedule; the head learns faster")
  private Double learningRate;

  @Parameter(
      names = "--set",
      order = 13,
      placeholder = "KEY=VALUE",
      splitter = WholeValue.class,
      description = "any other setting, as in config.yaml; may be repeated")
  private List<String> set = new ArrayList<>();

  @Parameter(
      names = "--seed",
      order = 20,
      placeholder = "N",
      description = "seed of first values, order and augmentation")
  private Long seed;

  @Parameter(
      names = "--threads",
      order = 21,
      placeholder = "N",
      description = "threads of the training engine; 0 for all cores")
  private Integer threads;

  @Override
  public String about() {
    return "Trains a classifier from image tags alone, an affinity network from labels that 'tag2mask"
        + " labels' made, or a segmenter from masks. All settings are printed at the start and stored"
        + " in the run folder. Stopped or killed, the same command goes on and ends with the same"
        + " parameters.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "tag2mask train --data photos --network tiny --out runs/tiny",
        "tag2mask train --data photos --network 'mobilenet_v2[output_stride=16]' \\",
        "    --weights mobilenet_v2.safetensors --epochs 8 --set crop_width=192 --out runs/mn2",
        "tag2mask train --data photos --masks labels --preset irn --part affinity \\",
        "    --weights resnet50.pth --out runs/irn",
        "tag2mask train --data photos --masks masks --part segmenter \\",
        "    --network 'mobilenet_v2[output_stride=16,last=17]+aspp' \\",
        "    --weights mobilenet_v2.safetensors --out runs/segmenter");
  }

  @Override
  public void check() {
    data.check();
    resume.check();
    if (!List.of(CLASSIFIER, AFFINITY, SEGMENTER).contains(part)) {
      throw new UsageException(
          "--part is '" + part + "', expected classifier, affinity or segmenter");
    }
    masks.check();
    for (String setting : set) {
      if (setting.indexOf('=') < 1) {
        throw new UsageException("--set is '" + setting + "', expected KEY=VALUE");
      }
    }
  }

  @Override
  public int run(Session session) throws IOException {
    ModelConfig base =
        part(config == null ? PipelineConfig.preset(preset) : PipelineConfig.read(config));
    Objective wanted = Objectives.parse(objective == null ? base.objective() : objective);
    TrainConfig settings = settings(base.train());
    Dataset train = data.open(DatasetOptions.Missing.REFUSE);
    Optional<Dataset> measured =
        validationSplit().map(split -> data.open(split, DatasetOptions.Missing.REFUSE));
    if (wanted.labels().masks()) {
      TrainingMasks.Chosen chosen = masks.choice(settings.seed()).choose(train);
      chosen.note().ifPresent(session.console()::warn);
      train = chosen.data();
      measured = measured(measured, session);
    } else if (masks.folder != null) {
      throw new UsageException(
          "--masks is for objectives that learn from masks, such as segmentation, not for '"
              + wanted.name()
              + "'");
    } else {
      train = train.tagged();
    }
    TrainRequest request =
        new TrainRequest(
            train,
            measured,
            network == null ? base.network() : network,
            head == null ? base.head() : head,
            wanted,
            weights == null ? base.weights() : weights(weights),
            ignoreMismatched ? WeightLoader.OnMismatch.INITIALISE : base.onMismatch(),
            settings,
            out);
    return TrainStage.run(request, session);
  }

  private static Optional<Path> weights(Path given) {
    return given.equals(Path.of("none")) ? Optional.empty() : Optional.of(given);
  }

  /** Only where there is a truth can a measure be taken. */
  private static Optional<Dataset> measured(Optional<Dataset> split, Session session) {
    Optional<Dataset> masked = split.map(Dataset::masked).filter(data -> data.size() > 0);
    if (split.isPresent() && masked.isEmpty()) {
      session
          .console()
          .warn(
              "split '"
                  + split.get().split()
                  + "' has no true masks: nothing is measured, and the last parameters are kept");
    }
    return masked;
  }

  /** An affinity network has no first values of its own here: --weights gives them. */
  private ModelConfig part(PipelineConfig pipeline) {
    if (part.equals(CLASSIFIER)) {
      return pipeline.classifier();
    }
    if (part.equals(SEGMENTER)) {
      return pipeline.segmenterOrDefault().model();
    }
    return pipeline
        .affinity()
        .map(AffinityConfig::model)
        .orElseThrow(
            () ->
                new UsageException(
                    "'"
                        + pipeline.name()
                        + "' has no affinity network; psa, irn, seam and vwe have one"));
  }

  private Optional<String> validationSplit() {
    if (validation != null) {
      return validation.equals("none") ? Optional.empty() : Optional.of(validation);
    }
    return data.hasSplit("val") ? Optional.of("val") : Optional.empty();
  }

  private TrainConfig settings(TrainConfig base) {
    Map<String, Object> changes = new LinkedHashMap<>();
    putIfGiven(changes, "epochs", epochs);
    putIfGiven(changes, "batch", batch);
    putIfGiven(changes, "learning_rate", learningRate);
    putIfGiven(changes, "seed", seed);
    putIfGiven(changes, "threads", threads);
    for (String setting : set) {
      int equals = setting.indexOf('=');
      changes.put(
          setting.substring(0, equals),
          PipelineConfig.value(setting.substring(equals + 1), "--set " + setting));
    }
    TrainConfig changed;
    try {
      changed = TrainConfig.fromMap(base, changes, "options of train");
    } catch (TrainingException e) {
      throw new UsageException(e.getMessage());
    }
    return resume.noResume
        ? changed.withRun(changed.run().withExisting(RunSettings.Existing.RESTART))
        : changed;
  }

  private static void putIfGiven(Map<String, Object> map, String key, Object value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}
