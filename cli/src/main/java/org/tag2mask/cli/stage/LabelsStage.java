package org.tag2mask.cli.stage;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tag2mask.batch.ImageSource;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.batch.MaskFunction;
import org.tag2mask.batch.MaskJob;
import org.tag2mask.batch.RunRecord;
import org.tag2mask.cli.Version;
import org.tag2mask.cli.command.Session;
import org.tag2mask.crf.meanfield.KernelChoice;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.runtime.AffinityLabeler;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.recipe.LabelRecipe;
import org.tag2mask.runtime.session.OnnxModel;

/** Labels for affinity networks, of the tagged images of a data set. */
public final class LabelsStage {
  private LabelsStage() {}

  /**
   * Makes the labels that are missing.
   *
   * @param request which labels
   * @param session console and interrupts
   * @return the exit code
   * @throws Tag2MaskException when no image has a tag, or model and data do not fit
   */
  public static int run(LabelsRequest request, Session session) {
    Dataset tagged = request.data().tagged();
    int untagged = request.data().size() - tagged.size();
    if (tagged.size() == 0) {
      throw new Tag2MaskException(
          "none of the "
              + untagged
              + " images of split '"
              + request.data().split()
              + "' has a tag; labels are made of tags: give the data set some, such as labels.csv");
    }
    if (untagged > 0) {
      session.console().warn(untagged + " images have no tag and get no labels");
    }
    try (AffinityLabeler labeler = open(request)) {
      MaskJob job =
          new MaskJob(
              new MaskFolder(request.out()),
              record(request, labeler),
              ImageSource.files(request.limits()),
              MaskFunction.of(labeler),
              request.job());
      return new FolderJob(
              "labels", "label map", "a lower foreground threshold or a higher alpha finds more")
          .run(job, tagged.samples(), request.out(), session);
    }
  }

  /** One thread an image inside the model, for many images on many threads. */
  private static AffinityLabeler open(LabelsRequest request) {
    AffinityLabeler.Builder builder =
        AffinityLabeler.builder()
            .classifier(request.model())
            .device(request.device())
            .modelThreads(1);
    AffinityLabeler labeler = builder.build();
    try {
      ClassMatch.require(
          request.data().classes(), labeler.classNames(), labeler.classifier().name());
      LabelRecipe wanted = request.recipe().apply(labeler.classifier().contract().scalesInside());
      if (wanted.equals(labeler.recipe())) {
        return labeler;
      }
      labeler.close();
      return builder.recipe(wanted).build();
    } catch (RuntimeException e) {
      labeler.close();
      throw e;
    }
  }

  private static RunRecord record(LabelsRequest request, AffinityLabeler labeler) {
    OnnxModel model = labeler.classifier();
    Map<String, RunRecord.Model> models = new LinkedHashMap<>();
    models.put(
        "classifier",
        new RunRecord.Model(request.model().getFileName().toString(), model.sha256()));
    Map<String, String> about = new LinkedHashMap<>();
    about.put("data", request.data().root().toAbsolutePath().normalize().toString());
    about.put("split", request.data().split());
    about.put("device", model.device().toString());
    about.put("workers", Integer.toString(request.job().workers()));
    about.put("java", Runtime.version().toString());
    return new RunRecord(
        Version.text(),
        labeler.recipe(),
        models,
        labeler.classNames().names(),
        KernelChoice.variant(),
        request.confidence(),
        about);
  }
}
