package org.tag2mask.cli.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.tag2mask.batch.MaskFolder;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.command.Session;
import org.tag2mask.cli.option.KernelOptions.Combination;
import org.tag2mask.crf.CrfResult;
import org.tag2mask.crf.CrfWorkspace;
import org.tag2mask.crf.DenseCrf;
import org.tag2mask.crf.PresentLabels;
import org.tag2mask.crf.Unary;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.DatasetOptions;
import org.tag2mask.data.dataset.Datasets;
import org.tag2mask.data.dataset.Sample;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.metric.ConfusionMatrix;
import org.tag2mask.data.metric.SegmentationScores;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.json.Json;

/** Tries CRF settings on masks with truth, in one pass over the images. */
public final class CrfSweepStage {
  private static final String ORACLE =
      "scored with the true masks: settings chosen by this table are an oracle";

  private CrfSweepStage() {}

  /**
   * Tries, prints the table best first, and writes it.
   *
   * @param request what is tried
   * @param session console
   * @return the exit code: 3 when images could not be counted
   * @throws IOException when the table cannot be written
   */
  public static int run(CrfSweepRequest request, Session session) throws IOException {
    Dataset data =
        Datasets.open(
                request.data(),
                request.split(),
                DatasetOptions.DEFAULT.withMissingTags(DatasetOptions.Missing.KEEP))
            .masked();
    if (request.limit() >= 0) {
      data = data.limit(request.limit());
    }
    if (data.size() == 0) {
      throw new Tag2MaskException(
          "split '"
              + request.split()
              + "' of "
              + request.data()
              + " has no true masks to score on");
    }
    int classes = data.classes().size();
    List<ConfusionMatrix> sums = new ArrayList<>();
    request.combinations().forEach(c -> sums.add(new ConfusionMatrix(classes)));
    Map<String, String> failed = new ConcurrentSkipListMap<>();
    MaskFolder folder = new MaskFolder(request.masks());
    ImageLoop.run(
        "sweep",
        data.samples(),
        request.workers(),
        session,
        sample -> {
          try {
            List<ConfusionMatrix> one = score(sample, folder, request, classes);
            synchronized (sums) {
              for (int i = 0; i < sums.size(); i++) {
                sums.get(i).merge(one.get(i));
              }
            }
          } catch (Tag2MaskException e) {
            failed.put(sample.id(), e.getMessage());
          }
        });
    failed.values().stream().limit(5).forEach(m -> session.console().warn("not counted: " + m));
    if (failed.size() == data.size()) {
      throw new Tag2MaskException("none of " + data.size() + " images could be counted");
    }
    publish(request, session, sums, data.size() - failed.size());
    return failed.isEmpty() ? ExitCode.OK : ExitCode.SOME_FAILED;
  }

  private static List<ConfusionMatrix> score(
      Sample sample, MaskFolder folder, CrfSweepRequest request, int classes) {
    RgbImage image = ImageReader.read(sample.image());
    LabelMap truth = sample.mask().orElseThrow().read(image.width(), image.height(), classes);
    LabelMap mask =
        PalettePng.read(folder.mask(sample.id()), image.width(), image.height(), classes);
    byte[] values = mask.toBytes();
    PresentLabels present = PresentLabels.of(values);
    List<ConfusionMatrix> matrices = new ArrayList<>();
    CrfWorkspace workspace = new CrfWorkspace();
    for (Combination combination : request.combinations()) {
      LabelMap refined = mask;
      if (present.count() > 1) {
        float[] unary =
            Unary.fromLabels(
                present.compact(values), present.count(), request.certainty(), Unary.Unsure.AT_255);
        CrfResult result =
            new DenseCrf(combination.settings())
                .infer(
                    image.width(),
                    image.height(),
                    image.array(),
                    unary,
                    present.count(),
                    workspace);
        refined =
            LabelMap.wrap(
                image.width(), image.height(), present.expand(result.labels(), values.length));
      }
      matrices.add(ConfusionMatrix.of(truth, refined, classes));
    }
    return matrices;
  }

  private static void publish(
      CrfSweepRequest request, Session session, List<ConfusionMatrix> sums, int images)
      throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      SegmentationScores scores = SegmentationScores.of(sums.get(i));
      Map<String, Object> row = new LinkedHashMap<>(request.combinations().get(i).numbers());
      row.put("miou", scores.meanIou());
      row.put("precision", scores.meanPrecision());
      row.put("recall", scores.meanRecall());
      rows.add(row);
    }
    rows.sort(Comparator.comparingDouble(row -> -(double) row.get("miou")));
    Map<String, Object> table = new LinkedHashMap<>();
    table.put("split", request.split());
    table.put("images", images);
    table.put("note", ORACLE);
    table.put("rows", rows);
    if (request.out().isPresent()) {
      AtomicFile.writeText(request.out().get(), Json.writePretty(table));
    }
    StringBuilder text =
        new StringBuilder("iterations   sxy weight  b-sxy b-srgb b-weight   mIoU   prec    rec");
    for (Map<String, Object> row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n%10.0f %5.4g %6.4g %6.4g %6.4g %8.4g %6.1f %6.1f %6.1f",
              row.get("iterations"),
              row.get("sxy"),
              row.get("weight"),
              row.get("bilateral_sxy"),
              row.get("bilateral_srgb"),
              row.get("bilateral_weight"),
              100 * (double) row.get("miou"),
              100 * (double) row.get("precision"),
              100 * (double) row.get("recall")));
    }
    text.append("\nsweep: ").append(images).append(" images, ").append(ORACLE);
    session.console().result("sweep", table, text.toString());
  }
}
