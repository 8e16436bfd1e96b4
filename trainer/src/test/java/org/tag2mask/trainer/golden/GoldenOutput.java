package org.tag2mask.trainer.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tag2mask.models.params.Tensor;

/**
 * One output of a golden run.
 *
 * @param name what the run calls it
 * @param shape of the whole array
 * @param stride step of the stored values through the flat array
 * @param max the largest magnitude of the whole array
 * @param float64 largest difference to the same code in double precision, relative to {@code max}
 * @param values the stored ones
 */
record GoldenOutput(
    String name, int[] shape, int stride, double max, double float64, float[] values) {
  private static final int SHOWN = 4;

  /** How far another implementation may be away. */
  double tolerance() {
    return Math.max(1e-5, 10 * float64) * max;
  }

  /** What is wrong with an array that should be this one; empty if nothing is. */
  Optional<String> difference(Tensor ours) {
    if (!Arrays.equals(shape, ours.shape())) {
      return Optional.of(Arrays.toString(ours.shape()) + " for " + Arrays.toString(shape));
    }
    List<String> wrong = new ArrayList<>();
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      double difference = Math.abs((double) values[i] - ours.values()[i * stride]);
      // written so that NaN is a difference
      if (!(difference <= tolerance())) {
        wrong.add(ours.values()[i * stride] + " for " + values[i] + " at " + i * stride);
      }
      largest = Math.max(largest, difference);
    }
    return wrong.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%d of %d values beyond %.3g (largest difference %.3g): %s",
                wrong.size(),
                values.length,
                tolerance(),
                largest,
                wrong.subList(0, Math.min(SHOWN, wrong.size()))));
  }
}
