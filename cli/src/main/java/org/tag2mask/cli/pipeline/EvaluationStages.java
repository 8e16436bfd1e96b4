package org.tag2mask.cli.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.batch.ledger.Ledger;
import org.tag2mask.batch.ledger.MadeMask;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.stage.EvaluateRequest;
import org.tag2mask.cli.stage.EvaluateStage;
import org.tag2mask.cli.stage.FileHash;
import org.tag2mask.cli.stage.ReportRequest;
import org.tag2mask.cli.stage.ReportStage;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.metric.ScoreRules;
import org.tag2mask.data.metric.SizeLimits;

/** The stages that look at masks: evaluation of each split where there is a truth, and a page. */
final class EvaluationStages {
  private final PipelineRequest request;
  private final StageRunner stages;
  private final Session session;
  private final List<ResultsTable.Row> results = new ArrayList<>();

  EvaluationStages(PipelineRequest request, StageRunner stages, Session session) {
    this.request = request;
    this.stages = stages;
    this.session = session;
  }

  /**
   * Masks to look at.
   *
   * @param title what they are, for people
   * @param suffix of the names of stages and files: empty for the masks made of tags
   * @param recipe name of their recipe
   * @param model the file that made them
   * @param folder the mask folder
   * @param images the images in it
   * @param splits these of them are compared with the truth, as far as there is any
   */
  record Subject(
      String title,
      String suffix,
      String recipe,
      Path model,
      Path folder,
      Dataset images,
      List<String> splits) {

    /** The masks by content: made once more they are the same. */
    private String fingerprint() throws IOException {
      Map<String, String> made = new TreeMap<>();
      Ledger.read(
          new MaskFolder(folder).ledger(),
          entry ->
              made.put(
                  entry.id(),
                  entry instanceof MadeMask mask ? mask.sha256() + mask.confidence() : "failed"));
      return FileHash.sha256(made.toString());
    }
  }

  /** The results so far, in the order they were asked for. */
  List<ResultsTable.Row> results() {
    return List.copyOf(results);
  }

  /** Compares masks with the truth; false when the pipeline ends here. */
  boolean evaluate(Subject subject) throws IOException {
    boolean first = true;
    for (String split : subject.splits()) {
      Dataset data = within(request.data().open(split), subject.images());
      if (data.masked().size() == 0) {
        session
            .console()
            .warn("split " + split + " has no true masks or none were made; not evaluated");
        continue;
      }
      String name = "evaluation" + subject.suffix() + (first ? "" : "-" + split) + ".json";
      Path file = request.out().resolve(name);
      if (!evaluate(subject, data, file)) {
        return false;
      }
      results.add(ResultsTable.Row.of(subject.title(), subject.recipe(), file));
      first = false;
    }
    return true;
  }

  private static Dataset within(Dataset data, Dataset made) {
    Set<String> ids = new HashSet<>();
    made.samples().forEach(sample -> ids.add(sample.id()));
    return new Dataset(
        data.root(),
        data.split(),
        data.classes(),
        data.samples().stream().filter(sample -> ids.contains(sample.id())).toList());
  }

  private boolean evaluate(Subject subject, Dataset data, Path file) throws IOException {
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("masks", subject.fingerprint());
    inputs.put("data", DataFingerprint.of(data));
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("recipe", subject.recipe());
    settings.put("model", subject.model().getFileName().toString());
    return stages.once(
        "evaluate" + subject.suffix() + "-" + data.split(),
        inputs,
        List.of(file),
        anew ->
            EvaluateStage.run(
                new EvaluateRequest(
                    data,
                    subject.folder(),
                    ScoreRules.DEFAULT,
                    SizeLimits.COCO,
                    1,
                    settings,
                    Optional.of(file)),
                session));
  }

  /**
   * Makes a page.
   *
   * @param subject the masks
   * @param maps the classifier, where its maps are shown too
   * @param out the folder of the page
   * @return false when the pipeline ends here
   */
  boolean report(Subject subject, Optional<Path> maps, Path out) throws IOException {
    PipelineConfig config = request.config();
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("masks", subject.fingerprint());
    inputs.put("model", FileHash.sha256(subject.model()));
    inputs.put("images", config.reportImages());
    inputs.put("data", DataFingerprint.of(subject.images()));
    String title =
        "Tag2Mask: " + config.name() + (subject.suffix().isEmpty() ? "" : ", " + subject.title());
    return stages.once(
        "report" + subject.suffix(),
        inputs,
        List.of(out.resolve("index.html")),
        anew ->
            ReportStage.run(
                new ReportRequest(
                    subject.images(),
                    subject.folder(),
                    maps,
                    request.device(),
                    config.reportImages(),
                    title,
                    out),
                session));
  }
}
