package org.tag2mask.trainer.objective;

import java.util.Arrays;
import java.util.List;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.dataset.TrueMask;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.network.NamedOptions;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.image.LabelMap;

/**
 * How much the pixels of each class count in a segmenter's loss.
 *
 * @param numbers one for each of the K+1 classes, background first; empty for 1, or while they are
 *     still to be counted
 * @param rare whether they follow from how rare the classes are in the masks: a share p of the
 *     pixels gets p^(-1/4), at most 8, scaled so that a pixel counts 1 on average before that
 *     limit, and rounded to hundredths, so that the same numbers can be given by hand
 */
public record ClassWeights(List<Double> numbers, boolean rare) {
  /** All pixels count alike. */
  public static final ClassWeights EQUAL = new ClassWeights(List.of(), false);

  /** The option they stand in. */
  static final String OPTION = "class_weights";

  private static final String RARE = "rare";
  private static final double POWER = -0.25;
  private static final double MOST = 8;

  /** Copies the list and checks the range. */
  public ClassWeights {
    numbers = List.copyOf(numbers);
    if (numbers.stream().anyMatch(w -> !(w >= 0 && w < Float.MAX_VALUE))) {
      throw new ModelException(
          "segmentation: class_weights must not be negative but are " + numbers);
    }
    if (!numbers.isEmpty() && numbers.stream().allMatch(w -> w == 0)) {
      throw new ModelException(
          "segmentation: class_weights are all 0, so nothing would be learned from; expected one"
              + " above 0");
    }
  }

  /** The weights that options ask for: {@code rare}, or numbers such as 0.5-1-1. */
  static ClassWeights of(NamedOptions options) {
    return RARE.equals(options.options().get(OPTION))
        ? new ClassWeights(List.of(), true)
        : new ClassWeights(options.numbers(OPTION, List.of()), false);
  }

  /** How they are written in settings. */
  Object setting() {
    return rare && numbers.isEmpty() ? RARE : numbers;
  }

  /**
   * With numbers for the masks of a data set.
   *
   * @param train samples with masks of its classes, 255 where nothing is known; those that cannot
   *     be read are left out
   */
  ClassWeights on(Dataset train) {
    if (!rare) {
      return this;
    }
    long[] pixels =
        train.samples().parallelStream()
            .map(sample -> pixels(sample.mask().orElseThrow(), train.classes().size()))
            .reduce(new long[train.classes().size()], ClassWeights::sum);
    return new ClassWeights(ofPixels(pixels), true);
  }

  /** The weights of classes with so many pixels each; 1 for a class without any. */
  static List<Double> ofPixels(long[] pixels) {
    double all = Arrays.stream(pixels).sum();
    double[] weights = Arrays.stream(pixels).mapToDouble(n -> Math.pow(n / all, POWER)).toArray();
    double mean = 0;
    for (int c = 0; c < pixels.length; c++) {
      mean += pixels[c] == 0 ? 0 : weights[c] * pixels[c] / all;
    }
    double scale = mean;
    return Arrays.stream(weights)
        .map(w -> Double.isInfinite(w) ? 1.0 : Math.min(MOST, w / scale))
        .mapToObj(w -> Math.rint(100 * w) / 100)
        .toList();
  }

  private static long[] pixels(TrueMask mask, int classes) {
    long[] pixels = new long[classes];
    try {
      for (byte label : mask.read().array()) {
        if (label != (byte) LabelMap.IGNORE) {
          pixels[label & 0xff]++;
        }
      }
    } catch (Tag2MaskException e) {
      // The check of all masks has told of it, and so will the loading.
      return new long[classes];
    }
    return pixels;
  }

  private static long[] sum(long[] a, long[] b) {
    long[] sum = a.clone();
    for (int c = 0; c < sum.length; c++) {
      sum[c] += b[c];
    }
    return sum;
  }
}
