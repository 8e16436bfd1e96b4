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
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.stage.EvaluateRequest;
import org.tag2mask.cli.stage.EvaluateStage;
import org.tag2mask.cli.stage.FileHash;
import org.tag2mask.cli.stage.MasksRequest;
import org.tag2mask.cli.stage.MasksStage;
import org.tag2mask.cli.stage.ReportRequest;
import org.tag2mask.cli.stage.ReportStage;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.metric.ScoreRules;
import org.tag2mask.data.metric.SizeLimits;
import org.tag2mask.runtime.file.AtomicFile;

/**
 * Runs the stages train, export, perhaps labels, train-affinity and export-affinity, then masks,
 * evaluate and report, as far as they are not done.
 */
public final class Pipeline {
  private final PipelineRequest request;
  private final PipelineConfig config;
  private final Session session;
  private final StageRunner stages;

  private Pipeline(PipelineRequest request, Session session) throws IOException {
    this.request = request;
    this.config = request.config();
    this.session = session;
    this.stages = new StageRunner(request.out(), request.existing(), session);
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
    boolean finished = classifier() && affinity() && masks() && evaluate() && report();
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
    return stages.exitCode();
  }

  private boolean classifier() throws IOException {
    PipelineConfig.Splits splits = config.splits();
    Dataset train = request.data().open(splits.train()).tagged();
    return new ModelStages(stages, session)
        .run(
            new ModelStages.Task(
                "",
                config.classifier(),
                train,
                DataFingerprint.of(train),
                splits.validation().map(request.data()::open),
                request.run(),
                Optional.of(config.recipe()),
                request.model()));
  }

  private boolean affinity() throws IOException {
    return config.affinity().isEmpty()
        || new AffinityStages(request, stages, session).run(config.affinity().get());
  }

  private boolean masks() throws IOException {
    Dataset data = union(config.splits().masks());
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("model", FileHash.sha256(request.model()));
    inputs.put("recipe", config.recipe().toJson());
    inputs.put("confidence", config.confidence());
    return stages.always(
        "masks",
        inputs,
        anew ->
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
                session));
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
    return stages.once(
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
    return stages.once(
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
