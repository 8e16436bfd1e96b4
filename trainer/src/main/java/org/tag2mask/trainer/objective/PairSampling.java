package org.tag2mask.trainer.objective;

import java.util.Arrays;
import java.util.Locale;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.data.sampling.ClassIndex;
import org.tag2mask.trainer.loader.BatchPlan;
import org.tag2mask.trainer.loader.DrawnPlan;

/** How the pairs of a co-attention classifier are drawn; an epoch has as many as images. */
public enum PairSampling {
  /** Each image once, with a partner that shares a class drawn from its own. */
  SHARED,
  /** A class drawn uniformly, then two of its images: rare classes come as often as others. */
  BALANCED,
  /** Each image once, with whichever comes: what sharing a class is compared with. */
  RANDOM;

  /**
   * The plan.
   *
   * @param train the images
   * @param batch images a step
   * @param seed of the run
   */
  BatchPlan plan(Dataset train, int batch, long seed) {
    return switch (this) {
      case SHARED -> DrawnPlan.partners(ClassIndex.of(train), batch, seed);
      case BALANCED -> DrawnPlan.balancedPairs(ClassIndex.of(train), batch, seed);
      case RANDOM -> DrawnPlan.randomPairs(train.size(), batch, seed);
    };
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String[] words() {
    return Arrays.stream(values()).map(PairSampling::word).toArray(String[]::new);
  }

  static PairSampling of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
