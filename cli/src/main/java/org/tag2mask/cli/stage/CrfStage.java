package org.tag2mask.cli.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.tag2mask.cli.ExitCode;
import org.tag2mask.cli.command.Session;
import org.tag2mask.crf.CrfInput;
import org.tag2mask.crf.CrfResult;
import org.tag2mask.crf.CrfWorkspace;
import org.tag2mask.crf.DenseCrf;
import org.tag2mask.crf.Pamr;
import org.tag2mask.crf.PamrSettings;
import org.tag2mask.crf.PresentLabels;
import org.tag2mask.crf.Unary;
import org.tag2mask.data.image.ImageReader;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.image.LabelMap;
import org.tag2mask.runtime.image.RgbImage;

/** Refines one picture. */
public final class CrfStage {
  private static final double LOWEST = 1e-5;

  private CrfStage() {}

  /** What refinement starts from: energies for the CRF, probabilities for PAMR. */
  private record Start(PresentLabels present, float[] energies, float[] probabilities) {}

  /**
   * Refines and writes.
   *
   * @param request what and how
   * @param session console
   * @return the exit code
   * @throws IOException when a file cannot be written
   * @throws Tag2MaskException when the sizes differ or nothing is labelled
   */
  public static int run(CrfRequest request, Session session) throws IOException {
    RgbImage image = ImageReader.read(request.image());
    Start start =
        request.kind() == CrfRequest.Kind.LABELS ? labels(request, image) : scores(request, image);
    PresentLabels present = start.present();
    if (present.count() == 0) {
      throw new Tag2MaskException(
          request.start() + " labels no pixel; expected at least one label that is not unsure");
    }
    long begin = System.nanoTime();
    CrfResult result = refine(request, image, start);
    double milliseconds = (System.nanoTime() - begin) / 1e6;

    byte[] mask = present.expand(result.labels(), image.width() * image.height());
    PalettePng.write(request.out(), LabelMap.wrap(image.width(), image.height(), mask));
    if (request.probabilities().isPresent()) {
      byte[] file =
          NpyFile.encode(
              Arrays.copyOf(
                  result.probabilities(), present.count() * image.width() * image.height()),
              present.count(),
              image.height(),
              image.width());
      AtomicFile.write(request.probabilities().get(), file);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("out", request.out().toString());
    fields.put("labels", present.ids());
    fields.put("milliseconds", milliseconds);
    fields.put("kl_divergence", trace(result));
    session
        .console()
        .result(
            "crf",
            fields,
            String.format(
                Locale.ROOT,
                "crf: labels %s, %.0f ms%s, written to %s",
                present.ids(),
                milliseconds,
                trace(result).isEmpty() ? "" : ", KL divergence by iteration " + trace(result),
                request.out()));
    return ExitCode.OK;
  }

  private static List<Double> trace(CrfResult result) {
    return result.trace().steps().stream()
        .map(step -> Math.round(step.klDivergence() * 10) / 10.0)
        .toList();
  }

  private static CrfResult refine(CrfRequest request, RgbImage image, Start start) {
    int count = start.present().count();
    if (request.engine() == CrfRequest.Engine.PAMR) {
      return new Pamr(PamrSettings.standard())
          .refine(image.width(), image.height(), image.array(), start.probabilities(), count);
    }
    ExecutorService helpers = Executors.newFixedThreadPool(Math.max(1, request.threads() - 1));
    try {
      CrfWorkspace workspace =
          request.threads() == 1
              ? new CrfWorkspace()
              : new CrfWorkspace(helpers, Math.min(64, request.threads()));
      DenseCrf crf = new DenseCrf(request.settings());
      CrfInput input =
          CrfInput.of(image.width(), image.height(), image.array(), start.energies(), count);
      return request.trace() == CrfRequest.Trace.EVERY_ITERATION
          ? crf.trace(input, workspace)
          : crf.infer(input, workspace);
    } finally {
      helpers.shutdownNow();
    }
  }

  private static Start labels(CrfRequest request, RgbImage image) {
    LabelMap map = PalettePng.read(request.start());
    requireSize(request.start(), map.width(), map.height(), image);
    byte[] values = map.toBytes();
    if (request.unsure() == CrfRequest.Unsure.ZERO) {
      for (int i = 0; i < values.length; i++) {
        values[i] = values[i] == 0 ? (byte) LabelMap.IGNORE : values[i];
      }
    }
    PresentLabels present = PresentLabels.of(values);
    if (present.count() == 0) {
      return new Start(present, new float[0], new float[0]);
    }
    float[] energies =
        Unary.fromLabels(
            present.compact(values), present.count(), request.certainty(), Unary.Unsure.AT_255);
    float[] probabilities = new float[energies.length];
    for (int i = 0; i < energies.length; i++) {
      probabilities[i] = (float) Math.exp(-energies[i]);
    }
    return new Start(present, energies, probabilities);
  }

  private static Start scores(CrfRequest request, RgbImage image) throws IOException {
    NpyFile.Array array = NpyFile.read(request.start());
    int[] shape = array.shape();
    if (shape.length != 3) {
      throw new Tag2MaskException(
          request.start()
              + " has shape "
              + Arrays.toString(shape)
              + ", expected [classes, height, width]");
    }
    requireSize(request.start(), shape[2], shape[1], image);
    int pixels = shape[1] * shape[2];
    boolean logits = request.kind() == CrfRequest.Kind.LOGITS;
    List<Integer> ids = new ArrayList<>();
    for (int c = 0; c < shape[0]; c++) {
      if (logits || occurs(array.values(), c * pixels, pixels)) {
        ids.add(c);
      }
    }
    PresentLabels present = new PresentLabels(ids);
    float[] kept = new float[ids.size() * pixels];
    for (int i = 0; i < ids.size(); i++) {
      System.arraycopy(array.values(), ids.get(i) * pixels, kept, i * pixels, pixels);
    }
    try {
      return new Start(
          present,
          logits ? Unary.fromLogits(kept) : Unary.fromProbabilities(kept, LOWEST),
          logits ? softmax(kept, ids.size(), pixels) : kept);
    } catch (IllegalArgumentException e) {
      throw new Tag2MaskException(request.start() + ": " + e.getMessage(), e);
    }
  }

  private static boolean occurs(float[] values, int from, int pixels) {
    for (int i = from; i < from + pixels; i++) {
      if (values[i] != 0) {
        return true;
      }
    }
    return false;
  }

  private static float[] softmax(float[] logits, int labels, int pixels) {
    float[] out = new float[logits.length];
    for (int i = 0; i < pixels; i++) {
      double max = Double.NEGATIVE_INFINITY;
      for (int l = 0; l < labels; l++) {
        max = Math.max(max, logits[l * pixels + i]);
      }
      double sum = 0;
      for (int l = 0; l < labels; l++) {
        sum += Math.exp(logits[l * pixels + i] - max);
      }
      for (int l = 0; l < labels; l++) {
        out[l * pixels + i] = (float) (Math.exp(logits[l * pixels + i] - max) / sum);
      }
    }
    return out;
  }

  private static void requireSize(Path file, int width, int height, RgbImage image) {
    if (width != image.width() || height != image.height()) {
      throw new Tag2MaskException(
          file
              + " is "
              + width
              + "x"
              + height
              + " but the picture is "
              + image.width()
              + "x"
              + image.height()
              + "; resize one of them");
    }
  }
}
