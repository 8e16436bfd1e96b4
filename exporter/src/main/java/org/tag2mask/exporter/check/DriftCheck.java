package org.tag2mask.exporter.check;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
 * Runs a file in ONNX Runtime on pictures of odd sizes and several at once, and compares it with
 * its network. Weights are left as they lie in the file, whatever the processor would like better,
 * so that large networks can be checked where they fit into memory once.
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
   * What a file said.
   *
   * @param check whether it loads and runs
   * @param outputs for each probe, by name; empty when it does not
   */
  public record Answers(CheckResult check, List<Map<String, Tensor>> outputs) {
    /** Copies the list. */
    public Answers {
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * Loads and runs a file without comparing it.
   *
   * @param model the model
   * @param file where it was written
   * @return its outputs on every probe
   */
  public static Answers run(ExportedModel model, Path file) {
    List<Map<String, Tensor>> outputs = new ArrayList<>();
    try (OnnxModel session = open(file)) {
      for (int[] probe : PROBES) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        ask(session, model, images(model, probe))
            .forEach((name, found) -> tensors.put(name, new Tensor(found.shape(), found.values())));
        outputs.add(tensors);
      }
      String said = "loads and runs " + text(PROBES[0]) + cells(model, outputs.get(0), PROBES[0]);
      return new Answers(CheckResult.passed(LOADS, said), outputs);
    } catch (RuntimeException e) {
      return new Answers(CheckResult.failed(LOADS, e.getMessage()), List.of());
    } finally {
      NativeMemory.giveBack();
    }
  }

  /**
   * Compares what a file said with its network.
   *
   * @param model the model
   * @param answers from {@link #run}; the session is closed by now, so that a large network is not
   *     in memory twice
   * @param reference computes the network
   * @return every output on every probe
   */
  public static List<Drift> measure(
      ExportedModel model, Answers answers, ReferenceForward reference) {
    List<Drift> drifts = new ArrayList<>();
    ExpectedOutputs expected = new ExpectedOutputs(model, reference);
    for (int i = 0; i < PROBES.length; i++) {
      Map<String, Tensor> found = answers.outputs().get(i);
      expected
          .of(images(model, PROBES[i]))
          .forEach((name, tensor) -> drifts.add(Drift.between(name, found.get(name), tensor)));
      NativeMemory.giveBack();
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
  private static String cells(ExportedModel model, Map<String, Tensor> outputs, int[] probe) {
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

  private static OnnxModel open(Path file) {
    return OnnxModel.open(
        file, ModelOptions.defaults().withWeights(ModelOptions.WeightLayout.AS_STORED));
  }

  /** The images, and their partners where the file looks at pairs. */
  private static List<List<RgbImage>> images(ExportedModel model, int[] probe) {
    List<RgbImage> images = ProbeImages.of(probe[0], probe[1], probe[2]);
    return model.contract().partner().isEmpty()
        ? List.of(images)
        : List.of(images, ProbeImages.of(probe[0], probe[3], probe[4]));
  }

  private static Map<String, FloatTensor> ask(
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
