package org.tag2mask.exporter.check;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.tag2mask.exporter.ExportOptions;
import org.tag2mask.exporter.ExportOptions.Precision;
import org.tag2mask.models.params.Tensor;

/**
 * How far an output of a file is from what the network says.
 *
 * @param output its name
 * @param shape its sizes on this probe
 * @param difference the largest {@code |a-b|}; NaN when any value is not finite
 * @param magnitude the largest {@code |b|}
 * @param agreement share of cells whose largest channel is the same in both, 0..1; a channel of the
 *     network within 0.001 of its largest magnitude of the largest counts as the same, for rounding
 *     alone decides between them
 */
public record Drift(
    String output, int[] shape, double difference, double magnitude, double agreement) {
  private static final double FLOAT32 = 1e-4;
  private static final double SCALED = 1e-3;
  private static final double FLOAT16 = 2e-2;
  private static final double AGREEMENT = 0.995;
  private static final double TIE = 1e-3;

  /**
   * Compares two outputs of the same shape {@code [N,C,...]}.
   *
   * @param output its name
   * @param file what the file says
   * @param network what the network says
   */
  public static Drift between(String output, Tensor file, Tensor network) {
    if (!Arrays.equals(file.shape(), network.shape())) {
      return new Drift(output, file.shape(), Double.NaN, Double.NaN, 0);
    }
    float[] a = file.values();
    float[] b = network.values();
    double difference = 0;
    double magnitude = 0;
    for (int i = 0; i < a.length; i++) {
      double apart = Math.abs((double) a[i] - b[i]);
      difference = Math.max(difference, apart);
      if (Double.isNaN(apart)) {
        return new Drift(output, file.shape(), Double.NaN, Double.NaN, 0);
      }
      magnitude = Math.max(magnitude, Math.abs(b[i]));
    }
    return new Drift(
        output, file.shape(), difference, magnitude, agreement(file, network, TIE * magnitude));
  }

  private static double agreement(Tensor file, Tensor network, double tie) {
    int channels = network.shape().length < 2 ? 1 : network.shape()[1];
    int images = network.shape().length < 1 ? 1 : network.shape()[0];
    if (network.values().length == 0 || channels == 1) {
      return 1;
    }
    int cells = network.values().length / channels / images;
    int same = 0;
    for (int image = 0; image < images; image++) {
      for (int cell = 0; cell < cells; cell++) {
        int start = image * channels * cells + cell;
        float chosen = network.values()[start + largest(file, start, channels, cells) * cells];
        float best = network.values()[start + largest(network, start, channels, cells) * cells];
        same += best - chosen <= tie ? 1 : 0;
      }
    }
    return (double) same / (images * cells);
  }

  private static int largest(Tensor tensor, int start, int channels, int step) {
    int best = 0;
    for (int c = 1; c < channels; c++) {
      best = tensor.values()[start + c * step] > tensor.values()[start + best * step] ? c : best;
    }
    return best;
  }

  /**
   * Whether the file says the same: in float32 {@code |a-b| <= 1e-4·max(1, max|b|)}, in float16
   * {@code |a-b| <= 2e-2·max|b|} and 99.5 % of cells agree.
   *
   * <p>With scales inside, ONNX Runtime resizes the image; about one in a thousand of its samples
   * (at scales that are no power of two) is one level of 255 off Pillow's. Such a float32 file may
   * differ by {@code 1e-3·max(1, max|b|)}.
   *
   * @param options of the file
   */
  public boolean acceptable(ExportOptions options) {
    // written so that NaN is not acceptable
    if (options.precision() == Precision.FLOAT16) {
      return difference <= FLOAT16 * magnitude && agreement >= AGREEMENT;
    }
    double tolerance = options.scales().plain() ? FLOAT32 : SCALED;
    return difference <= tolerance * Math.max(1, magnitude);
  }

  /** Plain values, ready to become JSON. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("output", output);
    map.put("shape", Arrays.stream(shape).boxed().toList());
    map.put("max_difference", finite(difference));
    map.put("max_magnitude", finite(magnitude));
    map.put("argmax_agreement", agreement);
    return map;
  }

  private static Object finite(double value) {
    return Double.isFinite(value) ? value : String.valueOf(value);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s%s differs by %.2g at a magnitude of %.3g, largest channel equal in %.2f %%",
        output,
        Arrays.toString(shape).replace(" ", ""),
        difference,
        magnitude,
        100 * agreement);
  }
}
