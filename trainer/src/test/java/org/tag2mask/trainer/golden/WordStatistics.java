package org.tag2mask.trainer.golden;

import java.util.Arrays;
import java.util.Map;
import org.tag2mask.models.params.Tensor;

/** What VWE's code tells about the cosines of features and words, computed from ours. */
final class WordStatistics {
  private WordStatistics() {}

  /** From {@code word_cosine [N,k,h,w]}: cosines, probabilities, margins and words present. */
  static Map<String, Tensor> of(Map<String, Tensor> outputs) {
    Tensor cosine = outputs.get("word_cosine");
    int[] shape = cosine.shape();
    int words = shape[1];
    int cells = shape[2] * shape[3];
    float[] probability = new float[cosine.values().length];
    float[] margin = new float[shape[0] * cells];
    float[] present = new float[shape[0] * words];
    for (int i = 0; i < margin.length; i++) {
      int from = i / cells * words * cells + i % cells;
      double[] row = new double[words];
      double sum = 0;
      int best = 0;
      for (int word = 0; word < words; word++) {
        row[word] = cosine.values()[from + word * cells];
        sum += Math.exp(row[word]);
        best = row[word] > row[best] ? word : best;
      }
      for (int word = 0; word < words; word++) {
        probability[from + word * cells] = (float) (Math.exp(row[word]) / sum);
      }
      present[i / cells * words + best] = 1;
      Arrays.sort(row);
      margin[i] = (float) (row[words - 1] - row[words - 2]);
    }
    return Map.of(
        "cosine", cosine,
        "word_prob", new Tensor(shape, probability),
        "word_margin", new Tensor(new int[] {shape[0], shape[2], shape[3]}, margin),
        "y_word", new Tensor(new int[] {shape[0], words}, present));
  }
}
