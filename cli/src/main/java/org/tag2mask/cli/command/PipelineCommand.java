package org.tag2mask.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.cli.UsageException;
import org.tag2mask.cli.option.CommonOptions;
import org.tag2mask.cli.option.DataOptions;
import org.tag2mask.cli.option.DeviceOptions;
import org.tag2mask.cli.option.ResumeOptions;
import org.tag2mask.cli.pipeline.AffinityConfig;
import org.tag2mask.cli.pipeline.IntegralConfig;
import org.tag2mask.cli.pipeline.ModelConfig;
import org.tag2mask.cli.pipeline.Pipeline;
import org.tag2mask.cli.pipeline.PipelineConfig;
import org.tag2mask.cli.pipeline.PipelineRequest;
import org.tag2mask.cli.pipeline.PresetFiles;
import org.tag2mask.cli.pipeline.SegmenterConfig;
import org.tag2mask.data.dataset.DatasetOptions;
import org.tag2mask.models.file.WeightLoader;
import org.tag2mask.runtime.recipe.MaskRecipe;
import org.tag2mask.trainer.TrainConfig;

/** {@code pipeline}. */
public final class PipelineCommand implements Command {
  @ParametersDelegate private final DataOptions data = new DataOptions();
  @ParametersDelegate private final DeviceOptions device = new DeviceOptions();
  @ParametersDelegate private final ResumeOptions resume = new ResumeOptions();
  @ParametersDelegate private final CommonOptions common = new CommonOptions();

  @Parameter(
      names = "--preset",
      order = 3,
      placeholder = "NAME",
      description = "the method, one of the presets below; default cam")
  private String preset;

  @Parameter(
      names = "--config",
      order = 4,
      placeholder = "FILE",
      description = "YAML file with what differs from its preset; the config.yaml of a run works")
  private Path config;

  @Parameter(
      names = "--out",
      order = 5,
      required = true,
      placeholder = "DIR",
      description = "folder of all results")
  private Path out;

  @Parameter(
      names = "--network",
      order = 6,
      placeholder = "NET",
      description =
          "network with options, instead of the configured one; an affinity network gets the same"
              + " trunk, and a segmenter that starts from the classifier")
  private String network;

  @Parameter(
      names = "--weights",
      order = 7,
      placeholder = "FILE",
      description = "weight file with first values, instead of the configured one")
  private Path weights;

  @Parameter(
      names = "--ignore-mismatched",
      order = 7,
      description = "initialise parameters that the weight file has in another shape")
  private boolean ignoreMismatched;

  @Parameter(
      names = "--recipe",
      order = 8,
      placeholder = "NAME",
      description = "mask recipe preset, instead of the configured one")
  private String recipe;

  @Parameter(
      names = "--saliency",
      order = 8,
      placeholder = "DIR",
      description =
          "saliency maps (grey pictures named after their images) that tell the background of the"
              + " labels a segmenter learns from, as CIAN's paper has it")
  private Path saliency;

  @Parameter(
      names = "--epochs",
      order = 9,
      placeholder = "N",
      description = "passes of the classifier over the images, instead of the configured number")
  private Integer epochs;

  @Parameter(
      names = "--seed",
      order = 10,
      placeholder = "N",
      description = "seed of all trainings, instead of the configured one")
  private Long seed;

  @Override
  public String about() {
    return "Runs train, export, masks, evaluate and report; with a section affinity before masks the"
        + " stages labels, train-affinity and export-affinity; with a section segmenter behind them"
        + " its training on the masks, perhaps again on masks it made itself, segmentation, and a"
        + " table of all results. All settings are printed at the start"
        + " and stored as config.yaml. A stage whose inputs and settings have not changed is"
        + " skipped; an interrupted one goes on. --split replaces the configured training split;"
        + " the others are named in the configuration. In a folder without lists all images serve"
        + " for everything.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "tag2mask pipeline --preset cam --data photos --out work",
        "tag2mask pipeline --data photos --out work --network 'mobilenet_v2[output_stride=16]' \\",
        "    --weights mobilenet_v2.safetensors --epochs 8",
        "tag2mask pipeline --config mine.yaml --data photos --out work");
  }

  @Override
  public Map<String, String> presets() {
    Map<String, String> presets = new LinkedHashMap<>();
    PresetFiles.names().forEach(name -> presets.put(name, PresetFiles.summary(name)));
    return presets;
  }

  @Override
  public void check() {
    data.check();
    device.check();
    resume.check();
    if (preset != null && config != null) {
      throw new UsageException(
          "--preset and --config exclude each other; name the preset in the file ('preset: cam')");
    }
  }

  @Override
  public int run(Session session) throws IOException {
    PipelineConfig base =
        config == null
            ? PipelineConfig.preset(preset == null ? "cam" : preset)
            : PipelineConfig.read(config);
    PipelineRequest request =
        new PipelineRequest(
            changed(base),
            split -> data.open(split, DatasetOptions.Missing.KEEP),
            out,
            device.device(),
            device.jobWorkers(),
            data.limits.images(),
            resume.noResume ? PipelineRequest.Existing.REPLACE : PipelineRequest.Existing.KEEP);
    if (saliency != null && request.config().segmenter().isEmpty()) {
      throw new UsageException(
          "--saliency is for the labels of a segmenter, and '"
              + base.name()
              + "' has none; take a preset with one, such as cian");
    }
    return Pipeline.run(request, session);
  }

  private PipelineConfig changed(PipelineConfig base) {
    PipelineConfig result = base;
    if (!data.hasLists()) {
      // A plain folder: all its images serve for everything, as far as they can.
      List<String> all = List.of(data.splitName());
      result =
          result.withSplits(
              new PipelineConfig.Splits(data.splitName(), Optional.empty(), all, all));
    } else if (data.split != null) {
      PipelineConfig.Splits splits = base.splits();
      result =
          result.withSplits(
              new PipelineConfig.Splits(
                  data.split, splits.validation(), splits.masks(), splits.evaluate()));
    }
    if (recipe != null) {
      result = result.withRecipe(MaskRecipe.named(recipe));
    }
    return result
        .withClassifier(changed(base.classifier()))
        .withAffinity(base.affinity().map(this::changed))
        .withSegmenter(base.segmenter().map(this::changed));
  }

  private SegmenterConfig changed(SegmenterConfig base) {
    SegmenterConfig segmenter = network == null ? base : base.onTrunkOf(network);
    if (saliency != null) {
      segmenter = segmenter.withSaliency(saliency.toAbsolutePath());
    }
    if (!data.hasLists()) {
      segmenter = segmenter.withSplits(List.of(data.splitName()));
    }
    ModelConfig model = segmenter.model();
    return segmenter.withModel(model.withTrain(changed(model.train())));
  }

  private AffinityConfig changed(AffinityConfig base) {
    AffinityConfig affinity = network == null ? base : base.onTrunkOf(network);
    ModelConfig model = affinity.model();
    return affinity.withModel(model.withTrain(changed(model.train())));
  }

  private ModelConfig changed(ModelConfig base) {
    ModelConfig model =
        network == null ? base : base.withNetwork(network, base.head(), base.objective());
    model = model.withIntegral(base.integral().map(this::changed));
    if (weights != null) {
      model = model.withWeights(Optional.of(weights));
    }
    if (ignoreMismatched) {
      model = model.withOnMismatch(WeightLoader.OnMismatch.INITIALISE);
    }
    TrainConfig train = base.train();
    if (epochs != null) {
      train = TrainConfig.fromMap(train, Map.of("epochs", epochs), "--epochs");
    }
    return model.withTrain(changed(train));
  }

  private IntegralConfig changed(IntegralConfig base) {
    IntegralConfig integral = network == null ? base : base.onTrunkOf(network);
    return integral.withTrain(changed(integral.train()));
  }

  /** What holds for all trainings of a pipeline. */
  private TrainConfig changed(TrainConfig base) {
    TrainConfig train = base;
    if (seed != null) {
      train = TrainConfig.fromMap(train, Map.of("seed", seed), "--seed");
    }
    if (device.threads > 0) {
      train = TrainConfig.fromMap(train, Map.of("threads", device.threads), "--threads");
    }
    return train;
  }
}
