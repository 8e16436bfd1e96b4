package org.tag2mask.cli.pipeline;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.batch.Confidence;
import org.tag2mask.batch.JobOptions;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.stage.FileHash;
import org.tag2mask.cli.stage.LabelsRequest;
import org.tag2mask.cli.stage.LabelsStage;
import org.tag2mask.cli.stage.TrainingMasks;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.runtime.recipe.LabelRecipe;

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
    if (!labels(config.labels(), images)) {
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

  private boolean labels(LabelRecipe recipe, Dataset images) throws IOException {
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("model", FileHash.sha256(request.model()));
    inputs.put("recipe", recipe.toJson());
    return stages.always(
        "labels",
        inputs,
        anew ->
            LabelsStage.run(
                new LabelsRequest(
                    images,
                    request.model(),
                    inside -> recipe,
                    request.device(),
                    JobOptions.defaults()
                        .withWorkers(request.workers())
                        .withResume(anew ? JobOptions.Resume.ANEW : JobOptions.Resume.KEEP),
                    Confidence.MEAN_ONLY,
                    request.limits(),
                    request.labels()),
                session));
  }
}
