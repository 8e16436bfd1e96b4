package org.tag2mask.cli.stage;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.tag2mask.batch.Confidence;
import org.tag2mask.batch.ImageSource;
import org.tag2mask.batch.InstanceMasks;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.batch.MaskJob;
import org.tag2mask.batch.PartnerImages;
import org.tag2mask.batch.RunRecord;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.command.Session;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.runtime.PseudoMasker;

/** Single objects of the images of a data set. */
public final class InstancesStage {
  private InstancesStage() {}

  /**
   * Makes what is missing, then gathers the objects of all images in one COCO results file.
   *
   * @param request which instances
   * @param session console and interrupts
   * @return the exit code
   * @throws IOException when the gathered files cannot be written
   */
  public static int run(InstancesRequest request, Session session) throws IOException {
    MaskFolder folder = new MaskFolder(request.out());
    List<Sample> samples = request.data().samples();
    CocoNumbers numbers =
        CocoNumbers.of(samples, request.data().classes().names(), request.annotations());
    int code;
    try (PseudoMasker masker =
        MaskerFactory.open(
            request.model(),
            new WalkModelFiles(Optional.empty(), Optional.of(request.boundary())),
            request.recipe(),
            request.device(),
            request.data().classes())) {
      ImageSource images = ImageSource.files(request.limits());
      PartnerImages partners = new PartnerImages(masker.recipe(), request.data(), images);
      InstanceMasks instances = new InstanceMasks(masker, partners, request.pictures());
      RunRecord record =
          RunRecords.of(
              masker, request.data(), request.job(), Confidence.MEAN_ONLY, instances.files());
      MaskJob job = new MaskJob(folder, record, images, instances, request.job());
      code =
          new FolderJob(
                  "instances",
                  "instances",
                  "a lower background threshold finds more and larger ones")
              .run(job, samples, request.out(), session);
    }
    if (code == ExitCode.OK || code == ExitCode.SOME_FAILED) {
      new GatheredInstances(folder, samples, numbers).write();
    }
    return code;
  }
}
