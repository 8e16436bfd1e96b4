package org.tag2mask.cli.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tag2mask.batch.Confidence;
import org.tag2mask.batch.JobOptions;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.stage.FileHash;
import org.tag2mask.cli.stage.LabelsRequest;
import org.tag2mask.cli.stage.LabelsStage;
import org.tag2mask.cli.stage.SaliencyStage;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.runtime.recipe.LabelRecipe;

/** The stage that labels images with what the pipeline's classifier is sure of. */
record LabelStage(PipelineRequest request, StageRunner stages, Session session) {

  /**
   * Makes the labels that are missing.
   *
   * @param name of the stage
   * @param recipe how maps become labels
   * @param images with their tags
   * @param out the folder of the labels
   * @return false when the pipeline ends here
   */
  boolean run(String name, LabelRecipe recipe, Dataset images, Path out) throws IOException {
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("model", FileHash.sha256(request.model()));
    inputs.put("recipe", recipe.toJson());
    return stages.always(
        name,
        inputs,
        anew ->
            LabelsStage.run(
                new LabelsRequest(
                    images,
                    request.model(),
                    inside -> recipe,
                    request.device(),
                    job(anew),
                    Confidence.MEAN_ONLY,
                    request.limits(),
                    out),
                session));
  }

  /** The same with the background that saliency maps tell. */
  boolean run(String name, Saliency saliency, Dataset images, Path out) throws IOException {
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("model", FileHash.sha256(request.model()));
    inputs.put("recipe", saliency.seeds().toJson());
    inputs.put("saliency", saliency.fingerprint());
    return stages.always(
        name,
        inputs,
        anew ->
            SaliencyStage.run(
                new SaliencyStage.Request(
                    images,
                    request.model(),
                    saliency.folder(),
                    saliency.seeds(),
                    request.device(),
                    job(anew),
                    request.limits(),
                    out),
                session));
  }

  private JobOptions job(boolean anew) {
    return JobOptions.defaults()
        .withWorkers(request.workers())
        .withResume(anew ? JobOptions.Resume.ANEW : JobOptions.Resume.KEEP);
  }
}
