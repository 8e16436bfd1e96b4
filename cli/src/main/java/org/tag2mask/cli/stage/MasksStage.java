package org.tag2mask.cli.stage;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tag2mask.batch.ImageSource;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.batch.MaskFunction;
import org.tag2mask.batch.MaskJob;
import org.tag2mask.batch.PartnerImages;
import org.tag2mask.batch.RunRecord;
import org.tag2mask.cli.Version;
import org.tag2mask.cli.command.Session;
import org.tag2mask.crf.meanfield.KernelChoice;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.session.OnnxModel;

/** Masks for a data set. */
public final class MasksStage {
  private MasksStage() {}

  /**
   * Makes the masks that are missing.
   *
   * @param request which masks
   * @param session console and interrupts
   * @return the exit code
   */
  public static int run(MasksRequest request, Session session) {
    try (PseudoMasker masker =
        MaskerFactory.open(
            request.model(),
            request.walk(),
            request.recipe(),
            request.device(),
            request.data().classes())) {
      ImageSource images = ImageSource.files(request.limits());
      PartnerImages partners = new PartnerImages(masker.recipe(), request.data(), images);
      MaskJob job =
          new MaskJob(
              new MaskFolder(request.out()),
              record(request, masker),
              images,
              MaskFunction.of(masker, partners),
              request.job());
      return new FolderJob("masks", "mask", "a lower background threshold finds more")
          .run(job, request.data().samples(), request.out(), session);
    }
  }

  private static RunRecord record(MasksRequest request, PseudoMasker masker) {
    OnnxModel model = masker.classifier();
    Map<String, RunRecord.Model> models = new LinkedHashMap<>();
    models.put("classifier", record(model));
    masker.walkModels().forEach((role, walk) -> models.put(role.word(), record(walk)));
    if (masker.recipe().cams().pairs().isPresent()) {
      // The images that an image is compared with decide its mask as a model does.
      models.put("partners", partners(request.data()));
    }
    Map<String, String> about = new LinkedHashMap<>();
    about.put("data", request.data().root().toAbsolutePath().normalize().toString());
    about.put("split", request.data().split());
    about.put("device", model.device().toString());
    about.put("workers", Integer.toString(request.job().workers()));
    about.put("java", Runtime.version().toString());
    return new RunRecord(
        Version.text(),
        masker.recipe(),
        models,
        masker.classNames().names(),
        KernelChoice.variant(),
        request.confidence(),
        about);
  }

  private static RunRecord.Model record(OnnxModel model) {
    return new RunRecord.Model(Path.of(model.name()).getFileName().toString(), model.sha256());
  }

  /** What a data set has to offer: its images and their tags. */
  private static RunRecord.Model partners(Dataset data) {
    StringBuilder text = new StringBuilder();
    for (Sample sample : data.samples()) {
      text.append(sample.id()).append(' ').append(sample.tags()).append('\n');
    }
    return new RunRecord.Model(data.split(), FileHash.sha256(text.toString()));
  }
}
