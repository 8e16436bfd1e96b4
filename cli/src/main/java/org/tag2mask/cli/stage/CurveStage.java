package org.tag2mask.cli.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tag2mask.batch.ImageSource;
import org.tag2mask.batch.PartnerImages;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.command.Session;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.metric.ThresholdCurve;
import org.tag2mask.runtime.PseudoMasker;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.cam.Cams;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.recipe.Grid;
import org.tag2mask.runtime.recipe.TagSource;

/** mIoU of a classifier's maps over background thresholds. */
public final class CurveStage {
  private CurveStage() {}

  /**
   * Draws the curve.
   *
   * @param request which curve
   * @param session console
   * @return the exit code
   * @throws IOException when the file cannot be written
   */
  public static int run(CurveRequest request, Session session) throws IOException {
    Dataset data = request.data().masked();
    if (data.size() == 0) {
      throw new Tag2MaskException(
          "split '" + request.data().split() + "' has no true masks; a threshold curve needs them");
    }
    ThresholdCurve curve = new ThresholdCurve(data.classes().size(), request.thresholds());
    Map<String, String> failed;
    try (PseudoMasker masker =
        MaskerFactory.forMaps(
            request.model(),
            own ->
                request
                    .recipe()
                    .withCams(request.recipe().cams().withGrid(Grid.FULL))
                    .withTags(TagSource.given()),
            request.device(),
            data.classes())) {
      PartnerImages partners =
          new PartnerImages(masker.recipe(), request.data(), ImageSource.files(request.limits()));
      failed =
          ImageLoop.run(
              "curve",
              data.samples(),
              request.workers(),
              session,
              sample -> {
                RgbImage image = ImageReader.read(sample.image(), request.limits());
                Cams cams = masker.cams(image, sample.tags(), partners.of(sample));
                count(sample, request, cams, curve);
              });
    }
    if (failed.size() == data.size()) {
      throw new Tag2MaskException("no image could be counted");
    }
    Map<String, Object> result = result(request, data, curve, failed.size());
    if (request.out().isPresent()) {
      AtomicFile.writeText(request.out().get(), Json.writePretty(result));
    }
    session.console().result("curve", result, text(request, curve));
    return failed.isEmpty() ? ExitCode.OK : ExitCode.SOME_FAILED;
  }

  private static void count(Sample sample, CurveRequest request, Cams cams, ThresholdCurve curve) {
    LabelMap truth =
        sample
            .mask()
            .orElseThrow()
            .read(cams.width(), cams.height(), request.data().classes().size());
    synchronized (curve) {
      curve.add(truth, cams.classIds(), cams.planes());
    }
  }

  private static Map<String, Object> result(
      CurveRequest request, Dataset data, ThresholdCurve curve, int failed) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("format", "tag2mask-curve/1");
    map.put("split", data.split());
    map.put("images", data.size() - failed);
    map.put("recipe", request.recipe().name());
    ThresholdCurve.Point best = curve.best(request.rules());
    Map<String, Object> oracle = new LinkedHashMap<>();
    oracle.put("threshold", Double.parseDouble(Float.toString(best.threshold())));
    oracle.put("mIoU", best.scores().meanIou());
    map.put("oracle", oracle);
    List<Object> points = new ArrayList<>();
    for (ThresholdCurve.Point point : curve.points(request.rules())) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("threshold", Double.parseDouble(Float.toString(point.threshold())));
      one.put("mIoU", point.scores().meanIou());
      one.put("FP", point.scores().meanFalsePositive());
      one.put("FN", point.scores().meanFalseNegative());
      points.add(one);
    }
    map.put("points", points);
    return map;
  }

  private static String text(CurveRequest request, ThresholdCurve curve) {
    StringBuilder text = new StringBuilder("threshold   mIoU     FP     FN\n");
    for (ThresholdCurve.Point point : curve.points(request.rules())) {
      text.append(
          String.format(
              Locale.ROOT,
              "%9.3f %6.1f %6.1f %6.1f%n",
              point.threshold(),
              100 * point.scores().meanIou(),
              100 * point.scores().meanFalsePositive(),
              100 * point.scores().meanFalseNegative()));
    }
    ThresholdCurve.Point best = curve.best(request.rules());
    text.append(
        String.format(
            Locale.ROOT,
            "oracle (chosen with the true masks): threshold %.3f, mIoU %.1f %%%n",
            best.threshold(),
            100 * best.scores().meanIou()));
    return text.toString();
  }
}
