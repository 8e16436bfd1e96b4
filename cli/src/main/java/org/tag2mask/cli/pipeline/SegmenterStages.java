package org.tag2mask.cli.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.tag2mask.batch.Confidence;
import org.tag2mask.batch.JobOptions;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.pipeline.EvaluationStages.Subject;
import org.tag2mask.cli.pipeline.SegmenterConfig.Masks;
import org.tag2mask.cli.stage.FileHash;
import org.tag2mask.cli.stage.SegmentRequest;
import org.tag2mask.cli.stage.SegmentStage;
import org.tag2mask.cli.stage.TrainingMasks;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.runtime.recipe.SegmentRecipe;

/**
 * The stages behind the masks: training and export of a segmenter, perhaps once more on masks it
 * made itself, segmentation, and what each of them reached.
 */
final class SegmenterStages {
  /** One scale, no CRF: what the network says by itself. */
  private static final SegmentRecipe PLAIN = SegmentRecipe.plain();

  private static final String LABELS = "labels-segmenter";

  private final PipelineRequest request;
  private final StageRunner stages;
  private final EvaluationStages evaluations;
  private final Session session;

  SegmenterStages(
      PipelineRequest request, StageRunner stages, EvaluationStages evaluations, Session session) {
    this.request = request;
    this.stages = stages;
    this.evaluations = evaluations;
    this.session = session;
  }

  /**
   * Makes and uses the segmenter.
   *
   * @param config how
   * @return false when the pipeline ends here
   */
  boolean run(SegmenterConfig config) throws IOException {
    Path classifier = request.run().resolve("best.safetensors");
    ModelConfig model = config.resolved(request.config().classifier(), classifier);
    if (config.masks() == Masks.LABELS && !labels(config)) {
      return false;
    }
    Optional<Path> masks =
        switch (config.masks()) {
          case MADE -> Optional.of(request.masks());
          case LABELS -> Optional.of(request.segmenterLabels());
          case OWN -> Optional.empty();
        };
    if (!train(config, model, masks, 1)) {
      return false;
    }
    for (int round = 2; round <= config.rounds(); round++) {
      Path before = request.segmenterRun(round - 1).resolve("best.safetensors");
      boolean goesOn =
          relabel(config, round)
              && train(
                  config,
                  model
                      .withWeights(Optional.of(before))
                      .withTrain(config.retrain().of(model.train())),
                  Optional.of(request.relabelled(round)),
                  round);
      if (!goesOn) {
        return false;
      }
    }
    return finish(config);
  }

  /** What the classifier is sure of, and how often it is right. */
  private boolean labels(SegmenterConfig config) throws IOException {
    String split = request.config().splits().train();
    Dataset images = request.data().open(split).tagged();
    Path out = request.segmenterLabels();
    LabelStage stage = new LabelStage(request, stages, session);
    boolean made =
        config.saliency().isPresent()
            ? stage.run(LABELS, config.saliency().get(), images, out)
            : stage.run(LABELS, config.labels(), images, out);
    return made
        && evaluations.evaluate(
            new Subject(
                "what the classifier is sure of",
                "-labels",
                config.saliency().map(s -> s.seeds().name()).orElse(config.labels().name()),
                request.model(),
                out,
                images,
                List.of(split)));
  }

  /** Training, export, and how good the segmenter is by itself. */
  private boolean train(SegmenterConfig config, ModelConfig model, Optional<Path> masks, int round)
      throws IOException {
    PipelineConfig.Splits splits = request.config().splits();
    Dataset images = request.data().open(splits.train());
    TrainingMasks.Chosen chosen =
        new TrainingMasks(masks, config.trueMasks(), model.train().seed()).choose(images);
    chosen.note().ifPresent(session.console()::warn);
    Optional<Dataset> measured =
        splits
            .validation()
            .map(request.data()::open)
            .map(Dataset::masked)
            .filter(data -> data.size() > 0);
    boolean trained =
        new ModelStages(stages, session)
            .run(
                new ModelStages.Task(
                    "-segmenter" + numbered(round),
                    model,
                    chosen.data(),
                    DataFingerprint.of(chosen),
                    measured,
                    request.segmenterRun(round),
                    Optional.of(config.recipe()),
                    request.segmenterModel(round)));
    if (!trained || isWhole(config.recipe(), config, round)) {
      return trained;
    }
    SegmentRecipe plain = plain(config.recipe());
    return segment(
        "segment-plain" + numbered(round),
        new Subject(
            "segmenter" + words(config, round) + ", one scale",
            "-plain" + numbered(round),
            plain.name(),
            request.segmenterModel(round),
            request.singleScale(round),
            request.union(config.splits()),
            config.splits()),
        plain);
  }

  /** The network by itself at the size that its recipe has it see images at. */
  private static SegmentRecipe plain(SegmentRecipe recipe) {
    OptionalInt longSide = recipe.merge().longSide();
    return longSide.isEmpty()
        ? PLAIN
        : PLAIN.withMerge(PLAIN.merge().withLongSide(longSide)).withName(PLAIN.name() + "*");
  }

  /** Whether the last stage makes just these masks anyway. */
  private static boolean isWhole(SegmentRecipe recipe, SegmenterConfig config, int round) {
    return round == config.rounds() && recipe.equals(PLAIN);
  }

  private boolean relabel(SegmenterConfig config, int round) throws IOException {
    String split = request.config().splits().train();
    return segment(
        "relabel" + numbered(round),
        new Subject(
            "made by the segmenter" + words(config, round - 1),
            "-relabel" + numbered(round),
            config.relabel().name(),
            request.segmenterModel(round - 1),
            request.relabelled(round),
            request.data().open(split),
            List.of(split)),
        config.relabel());
  }

  /** The masks this is all for, and a page about them. */
  private boolean finish(SegmenterConfig config) throws IOException {
    Subject last =
        new Subject(
            "segmenter" + words(config, config.rounds()),
            "-segmenter",
            config.recipe().name(),
            request.segmenterModel(config.rounds()),
            request.segmentation(),
            request.union(config.splits()),
            config.splits());
    return segment("segment", last, config.recipe())
        && evaluations.report(last, Optional.empty(), request.segmenterReport());
  }

  private static String words(SegmenterConfig config, int round) {
    return config.rounds() == 1 ? "" : " of round " + round;
  }

  private static String numbered(int round) {
    return round == 1 ? "" : "-" + round;
  }

  /** Makes masks and compares them with the truth. */
  private boolean segment(String stage, Subject subject, SegmentRecipe recipe) throws IOException {
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("model", FileHash.sha256(subject.model()));
    inputs.put("recipe", recipe.toJson());
    return stages.always(
            stage,
            inputs,
            anew ->
                SegmentStage.run(
                    new SegmentRequest(
                        filter -> subject.images(),
                        subject.model(),
                        own -> recipe,
                        request.device(),
                        JobOptions.defaults()
                            .withWorkers(request.workers())
                            .withResume(anew ? JobOptions.Resume.ANEW : JobOptions.Resume.KEEP),
                        Confidence.MEAN_ONLY,
                        EnumSet.noneOf(SegmentRequest.Extra.class),
                        Optional.empty(),
                        request.limits(),
                        subject.folder()),
                    session))
        && evaluations.evaluate(subject);
  }
}
