package org.tag2mask.exporter.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.graph.Graph;
import org.tag2mask.models.graph.Node;
import org.tag2mask.models.graph.Op;
import org.tag2mask.models.params.ParameterSet;
import org.tag2mask.models.params.Tensor;

/**
 * Batch normalisation at inference is {@code x·a + b} with {@code a = weight/sqrt(var+epsilon)} and
 * {@code b = bias - mean·a} per channel. Where it stands right behind a convolution whose value
 * nobody else reads, the convolution takes it over: weight {@code W·a}, bias {@code c·a + b}.
 */
final class NormFolding {
  private final Map<Integer, Integer> normOfConv = new HashMap<>();
  private final Set<Integer> folded = new HashSet<>();

  /** Per-channel factor and offset, in double precision until they are multiplied in. */
  record Affine(double[] factor, double[] offset) {
    static Affine of(Op.BatchNorm op, List<String> names, ParameterSet parameters) {
      float[] weight = parameters.get(names.get(0)).values();
      float[] bias = parameters.get(names.get(1)).values();
      float[] mean = parameters.get(names.get(2)).values();
      float[] variance = parameters.get(names.get(3)).values();
      double[] factor = new double[weight.length];
      double[] offset = new double[weight.length];
      for (int c = 0; c < weight.length; c++) {
        factor[c] = weight[c] / Math.sqrt(variance[c] + op.epsilon());
        offset[c] = bias[c] - mean[c] * factor[c];
      }
      return new Affine(factor, offset);
    }
  }

  NormFolding(Graph graph) {
    int[] readers = new int[graph.nodes().size()];
    graph.nodes().forEach(node -> node.inputs().forEach(input -> readers[input]++));
    graph.outputs().values().forEach(output -> readers[output]++);
    for (int i = 0; i < readers.length; i++) {
      Node node = graph.nodes().get(i);
      if (node.op() instanceof Op.BatchNorm) {
        int before = node.inputs().get(0);
        if (readers[before] == 1 && graph.nodes().get(before).op() instanceof Op.Conv) {
          normOfConv.put(before, i);
          folded.add(i);
        }
      }
    }
  }

  /** The node of the normalisation that a convolution takes over, or null. */
  Integer normOf(int conv) {
    return normOfConv.get(conv);
  }

  /** Whether a normalisation has gone into the convolution before it. */
  boolean isFolded(int norm) {
    return folded.contains(norm);
  }

  /** The weight of a convolution that takes over the normalisation: {@code W·a}. */
  static float[] weight(Tensor weight, Affine affine) {
    int out = weight.shape()[0];
    int each = weight.values().length / out;
    float[] scaled = new float[weight.values().length];
    for (int c = 0; c < out; c++) {
      for (int i = c * each; i < (c + 1) * each; i++) {
        scaled[i] = (float) (weight.values()[i] * affine.factor()[c]);
      }
    }
    return scaled;
  }

  /**
   * The bias of a convolution that takes over the normalisation: {@code c·a + b}.
   *
   * @param bias null for a convolution without
   */
  static float[] bias(float[] bias, Affine affine) {
    float[] shifted = new float[affine.factor().length];
    for (int c = 0; c < shifted.length; c++) {
      double before = bias == null ? 0 : bias[c];
      shifted[c] = (float) (before * affine.factor()[c] + affine.offset()[c]);
    }
    return shifted;
  }
}
