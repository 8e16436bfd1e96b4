package org.tag2mask.cli.stage;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.batch.ImageSource;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.batch.MaskJob;
import org.tag2mask.batch.RunRecord;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.Version;
import org.tag2mask.cli.command.Session;
import org.tag2mask.crf.meanfield.KernelChoice;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.runtime.Segmenter;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.recipe.ClassFilter;
import org.tag2mask.runtime.recipe.SegmentRecipe;
import org.tag2mask.runtime.session.OnnxModel;

/** Masks of images by a trained segmenter. */
public final class SegmentStage {
  private SegmentStage() {}

  /**
   * Makes the masks that are missing.
   *
   * @param request which masks
   * @param session console and interrupts
   * @return the exit code
   * @throws IOException when the COCO file cannot be written
   */
  public static int run(SegmentRequest request, Session session) throws IOException {
    try (Segmenter segmenter = open(request)) {
      Dataset data = request.images().apply(segmenter.recipe().classes());
      if (segmenter.recipe().classes() == ClassFilter.GIVEN) {
        requireTags(data, session);
      }
      if (data.classes().foregroundCount() > 0) {
        ClassMatch.require(data.classes(), segmenter.classNames(), segmenter.model().name());
      }
      MaskFolder folder = new MaskFolder(request.out());
      Optional<CocoNumbers> numbers =
          request.coco().map(c -> c.check(folder, data.samples(), segmenter.classNames().names()));
      MaskJob job =
          new MaskJob(
              folder,
              record(request, segmenter, data),
              ImageSource.files(request.limits()),
              new SegmentFunction(segmenter, request.extras()),
              request.job());
      int code =
          new FolderJob(
                  "segment", "masks", "mask", "train the segmenter longer, or look at these images")
              .run(job, data.samples(), request.out(), session);
      if (request.coco().isPresent() && code != ExitCode.INTERRUPTED) {
        CocoOutput coco = request.coco().get();
        long results = coco.write(folder, data.samples(), numbers.orElseThrow());
        session
            .console()
            .note(
                "coco",
                Map.of("file", coco.file().toString(), "results", results),
                "coco: " + results + " results in " + coco.file());
      }
      return code;
    }
  }

  private static void requireTags(Dataset data, Session session) {
    int untagged = data.size() - data.tagged().size();
    if (untagged == data.size()) {
      throw new Tag2MaskException(
          "the recipe restricts masks to the tags of each image, but none of the "
              + data.size()
              + " images of split '"
              + data.split()
              + "' has a tag; give the data set some, such as labels.csv, or leave out --given-tags"
              + " (classes \"all\" in the recipe)");
    }
    if (untagged > 0) {
      session
          .console()
          .warn(untagged + " images have no tag, so their masks are background everywhere");
    }
  }

  /** One thread an image inside the model, for many images on many threads. */
  private static Segmenter open(SegmentRequest request) {
    Segmenter.Builder builder =
        Segmenter.builder().segmenter(request.model()).device(request.device()).modelThreads(1);
    Segmenter segmenter = builder.build();
    try {
      SegmentRecipe wanted = request.recipe().apply(segmenter.recipe());
      if (wanted.equals(segmenter.recipe())) {
        return segmenter;
      }
      segmenter.close();
      return builder.recipe(wanted).build();
    } catch (RuntimeException e) {
      segmenter.close();
      throw e;
    }
  }

  private static RunRecord record(SegmentRequest request, Segmenter segmenter, Dataset data) {
    OnnxModel model = segmenter.model();
    Map<String, RunRecord.Model> models = new LinkedHashMap<>();
    models.put(
        "segmenter", new RunRecord.Model(request.model().getFileName().toString(), model.sha256()));
    Map<String, String> about = new LinkedHashMap<>();
    about.put("data", data.root().toAbsolutePath().normalize().toString());
    about.put("split", data.split());
    about.put("device", model.device().toString());
    about.put("workers", Integer.toString(request.job().workers()));
    about.put("java", Runtime.version().toString());
    return new RunRecord(
        Version.text(),
        segmenter.recipe(),
        models,
        segmenter.classNames().names(),
        KernelChoice.variant(),
        request.confidence(),
        SegmentFunction.endings(request.extras()),
        about);
  }
}
