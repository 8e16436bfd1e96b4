package org.tag2mask.cli.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.pipeline.EvaluationStages.Subject;
import org.tag2mask.runtime.file.AtomicFile;

/**
 * Runs all stages, as far as they are not done: masks of tags ({@link MaskStages}), their
 * evaluation and report, then perhaps a segmenter that learns from them ({@link SegmenterStages}),
 * and what it reaches.
 */
public final class Pipeline {
  private final PipelineRequest request;
  private final PipelineConfig config;
  private final Session session;
  private final StageRunner stages;
  private final EvaluationStages evaluations;

  private Pipeline(PipelineRequest request, Session session) throws IOException {
    this.request = request;
    this.config = request.config();
    this.session = session;
    this.stages = new StageRunner(request.out(), request.existing(), session);
    this.evaluations = new EvaluationStages(request, stages, session);
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
    PipelineConfig config = request.config();
    if (config.makesMasks()) {
      WalkNeeds.require(config);
    }
    config.segmenter().ifPresent(segmenter -> segmenter.require(config.classifier()));
    Files.createDirectories(request.out());
    String yaml = config.toYaml();
    session.console().note("config", config.toMap(), "pipeline: all settings\n" + yaml.indent(2));
    AtomicFile.writeText(request.out().resolve("config.yaml"), yaml);
    return new Pipeline(request, session).stages();
  }

  private int stages() throws IOException {
    boolean finished = masks() && segmenter();
    if (finished) {
      results();
      Path page = config.segmenter().isPresent() ? request.segmenterReport() : request.report();
      session
          .console()
          .result(
              "pipeline",
              Map.of(
                  "out", request.out().toString(),
                  "report", page.resolve("index.html").toString()),
              "look at " + page.resolve("index.html"));
    }
    return stages.exitCode();
  }

  private boolean masks() throws IOException {
    if (!config.makesMasks()) {
      return true;
    }
    if (!new MaskStages(request, stages, session).run()) {
      return false;
    }
    Subject made =
        new Subject(
            "made of tags",
            "",
            config.recipe().name(),
            request.model(),
            request.masks(),
            request.union(config.splits().masks()),
            config.splits().evaluate());
    return evaluations.evaluate(made)
        && evaluations.report(made, Optional.of(request.model()), request.report());
  }

  private boolean segmenter() throws IOException {
    return config.segmenter().isEmpty()
        || new SegmenterStages(request, stages, evaluations, session).run(config.segmenter().get());
  }

  /** A table is worth it where there is more than one evaluation to compare. */
  private void results() throws IOException {
    ResultsTable table = new ResultsTable(evaluations.results());
    if (table.rows().size() < 2) {
      return;
    }
    table.write(request.out().resolve("results.csv"));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("rows", table.toList());
    session.console().result("results", fields, table.text());
  }
}
