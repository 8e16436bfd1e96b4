package org.tag2mask.cli.pipeline;

import java.io.IOException;
import java.util.Optional;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.stage.TrainingMasks;
import org.tag2mask.data.dataset.Dataset;

/** The stages between classifier and masks: labels, and the training and export of a network. */
final class AffinityStages {
  private final PipelineRequest request;
  private final StageRunner stages;
  private final Session session;

  AffinityStages(PipelineRequest request, StageRunner stages, Session session) {
    this.request = request;
    this.stages = stages;
    this.session = session;
  }

  /**
   * Makes labels and network.
   *
   * @param config how
   * @return false when the pipeline ends here
   */
  boolean run(AffinityConfig config) throws IOException {
    PipelineConfig pipeline = request.config();
    ModelConfig model =
        config.resolved(pipeline.classifier(), request.run().resolve("best.safetensors"));
    Dataset images = request.data().open(pipeline.splits().train()).tagged();
    if (!new LabelStage(request, stages, session)
        .run("labels", config.labels(), images, request.labels())) {
      return false;
    }
    TrainingMasks.Chosen labelled = TrainingMasks.of(request.labels()).choose(images);
    return new ModelStages(stages, session)
        .run(
            new ModelStages.Task(
                "-affinity",
                model,
                labelled.data(),
                DataFingerprint.of(labelled),
                Optional.empty(),
                request.affinityRun(),
                Optional.empty(),
                request.affinityModel()));
  }
}
