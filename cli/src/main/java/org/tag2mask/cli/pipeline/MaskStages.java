package org.tag2mask.cli.pipeline;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.batch.Confidence;
import org.tag2mask.batch.JobOptions;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.stage.FileHash;
import org.tag2mask.cli.stage.MasksRequest;
import org.tag2mask.cli.stage.MasksStage;
import org.tag2mask.data.dataset.Dataset;

/** The stages from tags to masks: a classifier, perhaps an affinity network, and the masks. */
final class MaskStages {
  private final PipelineRequest request;
  private final PipelineConfig config;
  private final StageRunner stages;
  private final Session session;

  MaskStages(PipelineRequest request, StageRunner stages, Session session) {
    this.request = request;
    this.config = request.config();
    this.stages = stages;
    this.session = session;
  }

  /** Makes the masks; false when the pipeline ends here. */
  boolean run() throws IOException {
    return classifier() && affinity() && masks();
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
    Dataset data = request.union(config.splits().masks());
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("model", FileHash.sha256(request.model()));
    inputs.put("recipe", config.recipe().toJson());
    inputs.put("confidence", config.confidence());
    WalkNeeds walk = WalkNeeds.of(config.recipe());
    if (!walk.roles().isEmpty()) {
      inputs.put("walk", FileHash.sha256(request.affinityModel()));
    } else if (config.affinity().isPresent()) {
      session
          .console()
          .warn(
              "recipe " + config.recipe().name() + " has no walk; the affinity model is not used");
    }
    return stages.always(
        "masks",
        inputs,
        anew ->
            MasksStage.run(
                new MasksRequest(
                    data,
                    request.model(),
                    walk.files(request.affinityModel()),
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
}
