package org.tag2mask.trainer.golden;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;

/**
 * Weights computed from a parameter's official name by an integer hash, so that golden outputs of
 * large networks can be checked without storing their weights. The same formula filled the public
 * code whose outputs are in {@code golden/}.
 */
final class FormulaWeights {
  private static final Pattern WAVE = Pattern.compile("(sin|cos)\\(([0-9.]+)\\*flatindex\\)");
  private static final Set<String> TOKENS =
      Set.of(
          "cls_token",
          "dist_token",
          "pos_embed",
          "pos_embed_cls",
          "pos_embed_pat",
          "cls_posembed",
          "grid_posembed",
          "centroid");

  private FormulaWeights() {}

  /** The hash of one position, in (-1, 1). */
  static double s(int key, int i) {
    int x = i * 0x9E3779B1 + key;
    x ^= x >>> 16;
    x *= 0x7feb352d;
    x ^= x >>> 15;
    x *= 0x846ca68b;
    x ^= x >>> 16;
    return (Integer.toUnsignedLong(x) + 0.5) / 2147483648.0 - 1.0;
  }

  /** The key of a name: CRC-32 of its UTF-8 bytes. */
  static int key(String name) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }

  /**
   * Values for all parameters of a graph.
   *
   * @param parameters what the graph declares
   * @param official the official name for ours
   * @param gain 3, or 6 for the plain VGG networks
   */
  static ParameterSet fill(
      List<Parameter> parameters, UnaryOperator<String> official, double gain) {
    Map<String, Tensor> filled = new LinkedHashMap<>();
    for (Parameter p : parameters) {
      filled.put(p.name(), tensor(official.apply(p.name()), p.shape(), gain));
    }
    return ParameterSet.of(filled);
  }

  /** An input given as {@code sin(k*flatindex)} or {@code cos(k*flatindex)}. */
  static Tensor wave(String formula, int... shape) {
    Matcher matcher = WAVE.matcher(formula);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a wave: " + formula);
    }
    double k = Double.parseDouble(matcher.group(2));
    float[] values = new float[Math.toIntExact(Tensor.elements(shape))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (matcher.group(1).equals("sin") ? Math.sin(k * i) : Math.cos(k * i));
    }
    return new Tensor(shape, values);
  }

  static Tensor tensor(String name, int[] shape, double gain) {
    String last = name.substring(name.lastIndexOf('.') + 1);
    double scale;
    double offset = 0;
    if (TOKENS.contains(last)) {
      scale = 0.02;
    } else if (!last.equals("bias") && shape.length >= 2) {
      scale = Math.sqrt(gain / (Tensor.elements(shape) / shape[0]));
    } else if (last.equals("weight") || last.equals("running_var")) {
      scale = 0.1;
      offset = 1;
    } else if (last.equals("bias") || last.equals("running_mean")) {
      scale = 0.1;
    } else {
      scale = 0.02;
    }
    int key = key(name);
    float[] values = new float[Math.toIntExact(Tensor.elements(shape))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (offset + scale * s(key, i));
    }
    return new Tensor(shape.clone(), values);
  }
}
