package org.tag2mask.cli.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.tag2mask.batch.ImageSource;
import org.tag2mask.batch.PartnerImages;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.evaluation.SweepRow;
import org.tag2mask.cli.evaluation.SweepTable;
import org.tag2mask.cli.plot.SweepCurves;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.metric.ScoreRules;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.cam.Partners;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.mask.MaskSweep;
import org.tag2mask.runtime.recipe.TagSource;
import org.tag2mask.runtime.session.OnnxModel;

/** Scores of many variants of a recipe, in one pass over images with truth. */
public final class SweepStage {
  private static final int NAMED = 5;

  private SweepStage() {}

  /**
   * Scores, prints the best variants and writes table and curves.
   *
   * @param request which variants
   * @param session console
   * @return the exit code: 3 when images could not be counted
   * @throws IOException when a file cannot be written
   */
  public static int run(SweepRequest request, Session session) throws IOException {
    Dataset data = request.data().masked();
    if (data.size() == 0) {
      throw new Tag2MaskException(
          "split '"
              + request.data().split()
              + "' of "
              + request.data().root()
              + " has no true masks to score on; expected SegmentationClass/<id>.png or"
              + " masks/<id>.png for at least one image");
    }
    try (PseudoMasker masker =
        MaskerFactory.open(
            request.model(), request.walk(), request.recipe(), request.device(), data.classes())) {
      MaskSweep sweep = masker.sweep(request.grid().apply(masker.recipe()));
      SweepScores scores = new SweepScores(sweep, data.classes().size());
      Map<String, String> failed = count(request, data, masker, sweep, scores, session);
      if (failed.size() == data.size()) {
        throw new Tag2MaskException(
            "none of "
                + data.size()
                + " images could be counted: "
                + failed.values().iterator().next());
      }
      publish(request, data.size() - failed.size(), failed.size(), masker, scores, session);
      return failed.isEmpty() ? ExitCode.OK : ExitCode.SOME_FAILED;
    }
  }

  private static Map<String, String> count(
      SweepRequest request,
      Dataset data,
      PseudoMasker masker,
      MaskSweep sweep,
      SweepScores scores,
      Session session) {
    PartnerImages partners =
        new PartnerImages(masker.recipe(), request.data(), ImageSource.files(request.limits()));
    Map<String, String> failed = new ConcurrentSkipListMap<>();
    ImageLoop.run(
        "sweep",
        data.samples(),
        request.workers(),
        session,
        sample -> {
          try {
            RgbImage image = ImageReader.read(sample.image(), request.limits());
            LabelMap truth =
                sample
                    .mask()
                    .orElseThrow()
                    .read(image.width(), image.height(), data.classes().size());
            Cams cams = cams(masker, image, sample, partners.of(sample));
            sweep.make(image, cams, scores.against(truth));
          } catch (Tag2MaskException e) {
            failed.put(sample.id(), e.getMessage());
          }
        });
    failed.values().stream()
        .limit(NAMED)
        .forEach(reason -> session.console().warn("not counted: " + reason));
    if (failed.size() > NAMED) {
      session.console().warn((failed.size() - NAMED) + " more images were not counted");
    }
    return failed;
  }

  private static Cams cams(PseudoMasker masker, RgbImage image, Sample sample, Partners partners) {
    return masker.recipe().tags() instanceof TagSource.Predicted
        ? masker.cams(image, partners)
        : masker.cams(image, sample.tags(), partners);
  }

  private static void publish(
      SweepRequest request,
      int images,
      int failed,
      PseudoMasker masker,
      SweepScores scores,
      Session session)
      throws IOException {
    List<SweepRow> rows = scores.rows(ScoreRules.DEFAULT);
    SweepRow best = SweepTable.best(rows);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("format", "tag2mask-sweep/1");
    result.put("note", SweepTable.ORACLE);
    result.put("split", request.data().split());
    result.put("images", images);
    result.put("not_counted", failed);
    result.put("recipe", masker.recipe().name());
    result.put("models", models(masker));
    result.put("oracle", best.fields());
    result.put("rows", rows.stream().map(SweepRow::fields).toList());
    Path out = request.out();
    Files.createDirectories(out);
    String title = "split " + request.data().split() + ", " + images + " images, an oracle";
    AtomicFile.writeText(out.resolve("sweep.csv"), SweepTable.csv(rows));
    SweepCurves.draw(rows, title, out.resolve("sweep.svg"));
    AtomicFile.writeText(out.resolve("sweep.json"), Json.writePretty(result));
    session
        .console()
        .result(
            "sweep",
            result,
            String.format(
                Locale.ROOT,
                "%soracle (chosen with the true masks): %s, background %s, mIoU %.1f %%%n"
                    + "sweep: split %s, %d images, in %s; %s",
                SweepTable.text(rows),
                best.walkText(),
                best.backgroundText(),
                100 * best.scores().meanIou(),
                request.data().split(),
                images,
                out,
                SweepTable.ORACLE));
  }

  private static Map<String, Object> models(PseudoMasker masker) {
    Map<String, Object> models = new LinkedHashMap<>();
    models.put("classifier", model(masker.classifier()));
    masker.walkModels().forEach((role, model) -> models.put(role.word(), model(model)));
    return models;
  }

  private static Map<String, Object> model(OnnxModel model) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("file", Path.of(model.name()).getFileName().toString());
    fields.put("sha256", model.sha256());
    return fields;
  }
}
