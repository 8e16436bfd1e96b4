package org.tag2mask.exporter.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tag2mask.exporter.ExportedModel;
import org.tag2mask.exporter.ReferenceForward;
import org.tag2mask.models.params.Tensor;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.session.FloatTensor;
import org.tag2mask.runtime.session.ModelOptions;
import org.tag2mask.runtime.session.OnnxModel;

/**
 * Runs a file in ONNX Runtime, as the runtime will, on pictures of odd sizes and several at once,
 * and compares it with its network.
 */
public final class DriftCheck {
  private static final String LOADS = "onnx runtime";
  private static final String NAME = "same as the network";

  /**
   * Batch, width and height, and the size of a partner where there is one: odd sizes, both sizes
   * below or above, one cell more than whole.
   */
  private static final int[][] PROBES = {
    {2, 131, 97, 75, 160}, {1, 75, 160, 64, 33}, {3, 64, 33, 81, 47}
  };

  private DriftCheck() {}

  /**
   * Loads and runs a file without comparing it.
   *
   * @param model the model
   * @param file its bytes; not modified
   */
  public static CheckResult runs(ExportedModel model, byte[] file) {
    int[] probe = PROBES[0];
    try (OnnxModel session = open(file)) {
      Map<String, FloatTensor> outputs = run(session, model, images(model, probe));
      return CheckResult.passed(
          LOADS, "loads and runs " + text(probe) + cells(model, outputs, probe));
    } catch (RuntimeException e) {
      return CheckResult.failed(LOADS, e.getMessage());
    }
  }

  /**
   * Compares a file with its network.
   *
   * @param model the model
   * @param file its bytes; not modified
   * @param reference computes the network
   * @return every output on every probe
   * @throws org.tag2mask.runtime.Tag2MaskException if the file does not load or run
   */
  public static List<Drift> measure(ExportedModel model, byte[] file, ReferenceForward reference) {
    List<Drift> drifts = new ArrayList<>();
    ExpectedOutputs expected = new ExpectedOutputs(model, reference);
    try (OnnxModel session = open(file)) {
      for (int[] probe : PROBES) {
        List<List<RgbImage>> images = images(model, probe);
        Map<String, FloatTensor> found = run(session, model, images);
        for (Map.Entry<String, Tensor> entry : expected.of(images).entrySet()) {
          FloatTensor values = found.get(entry.getKey());
          Tensor tensor = new Tensor(values.shape(), values.values());
          drifts.add(Drift.between(entry.getKey(), tensor, entry.getValue()));
        }
      }
    }
    return drifts;
  }

  /**
   * The verdict on measured drifts.
   *
   * @param model the model
   * @param drifts from {@link #measure}
   */
  public static CheckResult verdict(ExportedModel model, List<Drift> drifts) {
    List<String> bad =
        drifts.stream()
            .filter(drift -> !drift.acceptable(model.options()))
            .map(Drift::toString)
            .toList();
    if (!bad.isEmpty()) {
      return CheckResult.failed(NAME, String.join("; ", bad));
    }
    double worst = drifts.stream().mapToDouble(Drift::difference).max().orElse(0);
    return CheckResult.passed(
        NAME,
        String.format(
            java.util.Locale.ROOT, "largest difference %.2g over %d probes", worst, PROBES.length));
  }

  /** A remark on maps with other cells than one for each stride of pixels. */
  private static String cells(ExportedModel model, Map<String, FloatTensor> outputs, int[] probe) {
    int stride = model.contract().stride();
    int rows = (probe[2] + stride - 1) / stride;
    int columns = (probe[1] + stride - 1) / stride;
    StringBuilder remarks = new StringBuilder();
    outputs.forEach(
        (name, map) -> {
          int[] shape = map.shape();
          if (shape.length == 4
              && !name.startsWith(ModelContract.PARTNER_INPUT)
              && (shape[2] != rows || shape[3] != columns)) {
            remarks
                .append("; ")
                .append(name)
                .append(" has ")
                .append(shape[3] + "x" + shape[2])
                .append(" cells where the stride says ")
                .append(columns + "x" + rows)
                .append(", so use a recipe that stretches the map over the image");
          }
        });
    return remarks.toString();
  }

  private static OnnxModel open(byte[] file) {
    return OnnxModel.open(file, "the exported model", ModelOptions.defaults());
  }

  /** The images, and their partners where the file looks at pairs. */
  private static List<List<RgbImage>> images(ExportedModel model, int[] probe) {
    List<RgbImage> images = ProbeImages.of(probe[0], probe[1], probe[2]);
    return model.contract().partner().isEmpty()
        ? List.of(images)
        : List.of(images, ProbeImages.of(probe[0], probe[3], probe[4]));
  }

  private static Map<String, FloatTensor> run(
      OnnxModel session, ExportedModel model, List<List<RgbImage>> images) {
    List<String> published = model.network().published();
    return images.size() == 1
        ? session.run(images.get(0), published)
        : session.runPairs(images.get(0), images.get(1), published);
  }

  private static String text(int[] probe) {
    return probe[0] + " images of " + probe[1] + "x" + probe[2];
  }
}
