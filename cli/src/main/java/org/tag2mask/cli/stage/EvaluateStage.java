package org.tag2mask.cli.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.evaluation.ScoreTable;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.dataset.TrueMask;
import org.tag2mask.data.metric.Erosion;
import org.tag2mask.data.metric.Evaluation;
import org.tag2mask.data.metric.EvaluationCounts;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.json.Json;

/** Predicted masks against true ones. */
public final class EvaluateStage {
  private static final int NAMED = 5;

  private EvaluateStage() {}

  /**
   * What an evaluation gave.
   *
   * @param evaluation the record
   * @param failed images with truth that could not be counted, with the reason
   */
  public record Outcome(Evaluation evaluation, Map<String, String> failed) {}

  /**
   * Evaluates, prints the table and writes the file.
   *
   * @param request what is compared
   * @param session console
   * @return the exit code: 3 when images could not be counted
   * @throws IOException when the file cannot be written
   */
  public static int run(EvaluateRequest request, Session session) throws IOException {
    Outcome outcome = evaluate(request);
    Evaluation evaluation = outcome.evaluation();
    if (request.out().isPresent()) {
      Files.createDirectories(request.out().get().toAbsolutePath().getParent());
      evaluation.write(request.out().get());
    }
    List<String> failed = new ArrayList<>(outcome.failed().values());
    failed
        .subList(0, Math.min(NAMED, failed.size()))
        .forEach(reason -> session.console().warn("not counted: " + reason));
    if (failed.size() > NAMED) {
      session.console().warn((failed.size() - NAMED) + " more images were not counted");
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    Map<?, ?> record = (Map<?, ?>) Json.parse(evaluation.toJson(), "evaluation");
    record.forEach((key, value) -> fields.put(key.toString(), value));
    fields.put("not_counted", outcome.failed().size());
    session
        .console()
        .result(
            "evaluate",
            fields,
            String.format(
                Locale.ROOT,
                "evaluate: split %s, %d images%n%s",
                evaluation.split(),
                evaluation.images(),
                ScoreTable.text(evaluation)));
    return failed.isEmpty() ? ExitCode.OK : ExitCode.SOME_FAILED;
  }

  /**
   * Counts the masks of a data set.
   *
   * @param request what is compared
   * @return the record and what could not be counted
   * @throws Tag2MaskException when no image has a true mask, or none could be counted
   */
  public static Outcome evaluate(EvaluateRequest request) {
    Dataset data = request.data().masked();
    if (data.size() == 0) {
      throw new Tag2MaskException(
          "split '"
              + request.data().split()
              + "' of "
              + request.data().root()
              + " has no true masks; expected SegmentationClass/<id>.png or masks/<id>.png for at"
              + " least one image");
    }
    if (!Files.isDirectory(request.masks())) {
      throw new Tag2MaskException(
          "mask folder "
              + request.masks()
              + " does not exist; make masks first with 'tag2mask masks --out "
              + request.masks()
              + "'");
    }
    Map<String, String> failed = new ConcurrentSkipListMap<>();
    MaskFolder folder = new MaskFolder(request.masks());
    // Collected, not listed: a matrix of 201 classes has 300 KB, and there are many images.
    EvaluationCounts counts =
        data.samples().parallelStream()
            .collect(
                () -> counts(request),
                (sum, sample) -> count(sample, folder, request, sum, failed),
                EvaluationCounts::merge);
    if (counts.images() == 0) {
      throw new Tag2MaskException(
          "none of "
              + data.size()
              + " images could be counted: "
              + failed.values().iterator().next());
    }
    Map<String, String> settings = new LinkedHashMap<>(request.settings());
    settings.put("masks", request.masks().toString());
    settings.put("erosion", Integer.toString(request.erosion()));
    settings.put("object_sizes", request.sizes().medium() + "," + request.sizes().large());
    settings.put("not_counted", Integer.toString(failed.size()));
    Evaluation evaluation =
        new Evaluation(
            data.split(),
            counts.images(),
            data.classes().names(),
            counts.scores(),
            counts.sizes(),
            settings);
    return new Outcome(evaluation, failed);
  }

  private static EvaluationCounts counts(EvaluateRequest request) {
    return new EvaluationCounts(request.data().classes().size(), request.rules(), request.sizes());
  }

  private static void count(
      Sample sample,
      MaskFolder folder,
      EvaluateRequest request,
      EvaluationCounts sum,
      Map<String, String> failed) {
    int classes = request.data().classes().size();
    try {
      TrueMask trueMask = sample.mask().orElseThrow();
      LabelMap truth = trueMask.read();
      PalettePng.checkClasses(truth, classes, trueMask.file());
      Path file = folder.mask(sample.id());
      LabelMap mask = PalettePng.read(file, truth.width(), truth.height(), classes);
      sum.add(truth, request.erosion() > 1 ? Erosion.erode(mask, request.erosion()) : mask);
    } catch (Tag2MaskException e) {
      failed.put(sample.id(), e.getMessage());
    }
  }
}
