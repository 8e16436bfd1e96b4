package org.tag2mask.cli.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tag2mask.batch.Confidence;
import org.tag2mask.batch.JobOptions;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.stage.EvaluateRequest;
import org.tag2mask.cli.stage.EvaluateStage;
import org.tag2mask.cli.stage.ExportStage;
import org.tag2mask.cli.stage.FileHash;
import org.tag2mask.cli.stage.MasksRequest;
import org.tag2mask.cli.stage.MasksStage;
import org.tag2mask.cli.stage.ReportRequest;
import org.tag2mask.cli.stage.ReportStage;
import org.tag2mask.cli.stage.TrainRequest;
import org.tag2mask.cli.stage.TrainStage;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.metric.ScoreRules;
import org.tag2mask.data.metric.SizeLimits;
import org.tag2mask.exporter.ExportOptions;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.trainer.RunSettings;
import org.tag2mask.trainer.TrainConfig;

/** Runs the stages train, export, masks, evaluate and report, as far as they are not done. */
public final class Pipeline {
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

  private final PipelineRequest request;
  private final PipelineConfig config;
  private final Session session;
  private final StageBook book;
  private int worst = ExitCode.OK;

  private Pipeline(PipelineRequest request, Session session) throws IOException {
    this.request = request;
    this.config = request.config();
    this.session = session;
    this.book = new StageBook(request.out());
  }

  /** The work of a stage. */
  @FunctionalInterface
  private interface Work {
    int run(boolean anew) throws IOException;
  }

  /**
   * Runs a pipeline.
   *
   * @param request configuration, data and folder
   * @param session console and interrupts
   * @return 0, 3 when some images failed, or the code of the stage that ended it
   * @throws IOException when a file cannot be read or written
   */
  public static int run(PipelineRequest request, Session session) throws IOException {
    Files.createDirectories(request.out());
    String yaml = request.config().toYaml();
    session
        .console()
        .note("config", request.config().toMap(), "pipeline: all settings\n" + yaml.indent(2));
    AtomicFile.writeText(request.out().resolve("config.yaml"), yaml);
    return new Pipeline(request, session).stages();
  }

  private int stages() throws IOException {
    boolean finished = train() && export() && masks() && evaluate() && report();
    if (finished) {
      session
          .console()
          .result(
              "pipeline",
              Map.of(
                  "out", request.out().toString(),
                  "report", request.report().resolve("index.html").toString()),
              "look at " + request.report().resolve("index.html"));
    }
    return worst;
  }

  /** Runs a stage unless it is done; false ends the pipeline. */
  private boolean stage(String name, Map<String, Object> inputs, List<Path> outputs, Work work)
      throws IOException {
    String key = StageBook.key(inputs);
    boolean replace = request.existing() == PipelineRequest.Existing.REPLACE;
    if (!replace && book.done(name, key) && outputs.stream().allMatch(Files::exists)) {
      session
          .console()
          .note("skipped", Map.of("stage", name), name + ": done before, nothing changed");
      return true;
    }
    boolean anew = replace || book.outdated(name, key);
    session.console().note("stage", Map.of("stage", name), name + ": begins");
    book.begin(name, key, inputs);
    int code = work.run(anew);
    if (code == ExitCode.OK || code == ExitCode.SOME_FAILED) {
      // A stage with failed images runs again next time: they may have been repaired.
      if (code == ExitCode.OK) {
        book.end(name, key, inputs);
      }
      worst = Math.max(worst, code);
      return true;
    }
    worst = code;
    return false;
  }

  private boolean train() throws IOException {
    PipelineConfig.Splits splits = config.splits();
    Dataset train = request.data().open(splits.train()).tagged();
    Optional<Dataset> validation = splits.validation().map(request.data()::open);
    Map<String, Object> settings = new LinkedHashMap<>(config.train().toMap());
    settings.keySet().removeAll(FREE);
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("network", config.network());
    inputs.put(
        "weights", config.weights().isEmpty() ? "none" : FileHash.sha256(config.weights().get()));
    inputs.put("train", DataFingerprint.of(train));
    inputs.put("validation", validation.map(DataFingerprint::of).orElse("none"));
    inputs.put("settings", settings);
    return stage(
        "train",
        inputs,
        List.of(request.run().resolve("best.safetensors")),
        anew -> {
          TrainConfig train1 = config.train();
          TrainConfig effective =
              anew
                  ? train1.withRun(train1.run().withExisting(RunSettings.Existing.RESTART))
                  : train1;
          return TrainStage.run(
              new TrainRequest(
                  train, validation, config.network(), config.weights(), effective, request.run()),
              session);
        });
  }

  private boolean export() throws IOException {
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("parameters", FileHash.sha256(request.run().resolve("best.safetensors")));
    inputs.put("precision", config.precision());
    inputs.put("recipe", config.recipe().toJson());
    return stage(
        "export",
        inputs,
        List.of(request.model()),
        anew -> {
          ExportOptions options =
              config.precision().equals("float16")
                  ? ExportOptions.plain().float16()
                  : ExportOptions.plain();
          return ExportStage.run(
              ExportStage.ofRun(
                  request.run(), Optional.of(config.recipe().toJson()), options, request.model()),
              session);
        });
  }

  /** Always begun: the mask folder itself knows which of its masks are valid, and says so. */
  private boolean masks() throws IOException {
    Dataset data = union(config.splits().masks());
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("model", FileHash.sha256(request.model()));
    inputs.put("recipe", config.recipe().toJson());
    inputs.put("confidence", config.confidence());
    String key = StageBook.key(inputs);
    boolean anew =
        request.existing() == PipelineRequest.Existing.REPLACE || book.outdated("masks", key);
    book.begin("masks", key, inputs);
    int code =
        MasksStage.run(
            new MasksRequest(
                data,
                request.model(),
                own -> config.recipe(),
                request.device(),
                JobOptions.defaults()
                    .withWorkers(request.workers())
                    .withResume(anew ? JobOptions.Resume.ANEW : JobOptions.Resume.KEEP),
                config.confidence() ? Confidence.MAPS : Confidence.MEAN_ONLY,
                request.limits(),
                request.masks()),
            session);
    worst = Math.max(worst, code);
    if (code == ExitCode.OK) {
      book.end("masks", key, inputs);
    }
    return code == ExitCode.OK || code == ExitCode.SOME_FAILED;
  }

  /** Splits may overlap; an image gets one mask. */
  private Dataset union(List<String> splits) {
    Map<String, Sample> samples = new LinkedHashMap<>();
    Dataset last = null;
    for (String split : splits) {
      last = request.data().open(split);
      last.samples().forEach(sample -> samples.putIfAbsent(sample.id(), sample));
    }
    if (last == null) {
      throw new org.tag2mask.runtime.Tag2MaskException(
          "splits.masks is empty; expected at least one split such as train");
    }
    return new Dataset(
        last.root(), String.join("+", splits), last.classes(), new ArrayList<>(samples.values()));
  }

  private boolean evaluate() throws IOException {
    Set<String> masked = new LinkedHashSet<>();
    union(config.splits().masks()).samples().forEach(sample -> masked.add(sample.id()));
    boolean first = true;
    for (String split : config.splits().evaluate()) {
      Dataset data = request.data().open(split);
      Dataset known =
          new Dataset(
              data.root(),
              data.split(),
              data.classes(),
              data.samples().stream().filter(s -> masked.contains(s.id())).toList());
      if (known.masked().size() == 0) {
        session
            .console()
            .warn("split " + split + " has no true masks or none were made; not evaluated");
        continue;
      }
      if (!evaluate(known, evaluationFile(first, split))) {
        return false;
      }
      first = false;
    }
    return true;
  }

  private Path evaluationFile(boolean first, String split) {
    return request.out().resolve(first ? "evaluation.json" : "evaluation-" + split + ".json");
  }

  private boolean evaluate(Dataset data, Path file) throws IOException {
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("ledger", FileHash.sha256(request.masks().resolve("ledger.jsonl")));
    inputs.put("data", DataFingerprint.of(data));
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("recipe", config.recipe().name());
    settings.put("model", request.model().getFileName().toString());
    return stage(
        "evaluate-" + data.split(),
        inputs,
        List.of(file),
        anew ->
            EvaluateStage.run(
                new EvaluateRequest(
                    data,
                    request.masks(),
                    ScoreRules.DEFAULT,
                    SizeLimits.COCO,
                    1,
                    settings,
                    Optional.of(file)),
                session));
  }

  private boolean report() throws IOException {
    Dataset data = union(config.splits().masks());
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("ledger", FileHash.sha256(request.masks().resolve("ledger.jsonl")));
    inputs.put("model", FileHash.sha256(request.model()));
    inputs.put("images", config.reportImages());
    inputs.put("data", DataFingerprint.of(data));
    return stage(
        "report",
        inputs,
        List.of(request.report().resolve("index.html")),
        anew -> ReportStage.run(reportRequest(data), session));
  }

  private ReportRequest reportRequest(Dataset data) {
    return new ReportRequest(
        data,
        request.masks(),
        Optional.of(request.model()),
        request.device(),
        config.reportImages(),
        "Tag2Mask: " + config.name(),
        request.report());
  }
}
