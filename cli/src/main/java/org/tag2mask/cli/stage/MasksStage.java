package org.tag2mask.cli.stage;

import java.util.List;
import org.tag2mask.batch.ImageSource;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.batch.MaskFunction;
import org.tag2mask.batch.MaskJob;
import org.tag2mask.batch.PartnerImages;
import org.tag2mask.cli.command.Session;
import org.tag2mask.runtime.PseudoMasker;

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
              RunRecords.of(masker, request.data(), request.job(), request.confidence(), List.of()),
              images,
              MaskFunction.of(masker, partners),
              request.job());
      return new FolderJob("masks", "mask", "a lower background threshold finds more")
          .run(job, request.data().samples(), request.out(), session);
    }
  }
}
