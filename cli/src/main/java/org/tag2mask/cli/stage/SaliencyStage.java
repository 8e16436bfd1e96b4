package org.tag2mask.cli.stage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.batch.Confidence;
import org.tag2mask.batch.ImageSource;
import org.tag2mask.batch.JobOptions;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.batch.MaskFunction;
import org.tag2mask.batch.MaskJob;
import org.tag2mask.batch.RunRecord;
import org.tag2mask.cli.Version;
import org.tag2mask.cli.command.Session;
import org.tag2mask.crf.meanfield.KernelChoice;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageLimits;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.mask.MaskResult;
import org.tag2mask.runtime.recipe.Background;
import org.tag2mask.runtime.recipe.MaskRecipe;

/** Labels of what a classifier and a saliency model are sure of together. */
public final class SaliencyStage {
  private SaliencyStage() {}

  /**
   * Which labels are wanted.
   *
   * @param data the images, with tags
   * @param model the classifier
   * @param saliency the folder of saliency maps
   * @param seeds thresholds of both
   * @param device where the model runs
   * @param job workers and resumption
   * @param limits how large images may be
   * @param out the folder of the labels
   */
  public record Request(
      Dataset data,
      Path model,
      Path saliency,
      SaliencySeeds seeds,
      Device device,
      JobOptions job,
      ImageLimits limits,
      Path out) {}

  /**
   * Makes the labels that are missing.
   *
   * @param request which
   * @param session console and interrupts
   * @return the exit code
   * @throws Tag2MaskException when there is no such folder of saliency maps
   */
  public static int run(Request request, Session session) {
    if (!Files.isDirectory(request.saliency())) {
      throw new Tag2MaskException(
          "saliency folder "
              + request.saliency()
              + " does not exist; expected grey pictures there, named after their images");
    }
    MaskRecipe maps =
        MaskRecipe.named("cam")
            .withBackground(new Background.Threshold(request.seeds().foreground()));
    try (PseudoMasker masker =
        MaskerFactory.open(
            request.model(),
            WalkModelFiles.NONE,
            own -> maps,
            request.device(),
            request.data().classes())) {
      MaskJob job =
          new MaskJob(
              new MaskFolder(request.out()),
              record(request, masker),
              ImageSource.files(request.limits()),
              new Seeds(masker, request),
              request.job());
      return new FolderJob(
              "labels", "label map", "a lower foreground threshold or other saliency maps help")
          .run(job, request.data().samples(), request.out(), session);
    }
  }

  /** Makes the labels of an image. */
  private record Seeds(PseudoMasker masker, Request request) implements MaskFunction {
    @Override
    public MaskResult mask(RgbImage image, Set<Integer> tags) {
      return masker.run(image, tags);
    }

    @Override
    public MaskResult mask(Sample sample, RgbImage image) {
      RgbImage saliency =
          SaliencySeeds.read(request.saliency(), sample.id(), image, request.limits());
      MaskResult maps = mask(image, sample.tags());
      LabelMap labels = request.seeds().of(maps.mask(), saliency);
      return new MaskResult(
          labels,
          maps.confidence(),
          maps.imageConfidence(),
          maps.classIds(),
          maps.scores(),
          maps.milliseconds());
    }
  }

  private static RunRecord record(Request request, PseudoMasker masker) {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("data", request.data().root().toAbsolutePath().normalize().toString());
    about.put("split", request.data().split());
    about.put("saliency", request.saliency().toAbsolutePath().normalize().toString());
    about.put("device", masker.classifier().device().toString());
    String file = request.model().getFileName().toString();
    return new RunRecord(
        Version.text(),
        request.seeds(),
        Map.of("classifier", new RunRecord.Model(file, masker.classifier().sha256())),
        masker.classNames().names(),
        KernelChoice.variant(),
        Confidence.MEAN_ONLY,
        List.of(),
        about);
  }
}
