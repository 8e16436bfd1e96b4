package org.tag2mask.crf;

import java.util.Arrays;
import java.util.Objects;

/**
 * Unary energies U for {@link DenseCrf}: planar {@code [L][H*W]}, the negative log of a probability
 * up to a constant per pixel. All factories return a new array and leave their arguments alone.
 */
public final class Unary {

  /** Label that marks an unsure pixel under {@link Unsure#AT_255}. */
  public static final int UNSURE = 255;

  /** How a label map marks pixels about which nothing is known. */
  public enum Unsure {
    /** Value 255 is unsure; values 0..L-1 are labels. Our own convention. */
    AT_255,
    /** Value 0 is unsure; values 1..L are labels 0..L-1 (pydensecrf's {@code zero_unsure}). */
    AT_ZERO,
    /** Every pixel is sure; any value outside 0..L-1 is refused. */
    NEVER
  }

  private Unary() {}

  /**
   * U = -log(clamp(p, lowest, 1)).
   *
   * @param probabilities planar {@code [L][pixels]}; need not sum to 1
   * @param lowest smallest probability, in (0, 1]; recipes use 1e-5 and 1e-4
   * @throws IllegalArgumentException if lowest is out of range or a probability is not finite
   */
  public static float[] fromProbabilities(float[] probabilities, double lowest) {
    return fromProbabilities(probabilities, 1, lowest, 1);
  }

  /**
   * U = -log(clamp(s p + (1 - s)/L, lowest, 1)), pydensecrf's {@code unary_from_softmax}.
   *
   * @param probabilities planar {@code [L][pixels]}
   * @param labels L, at least 1
   * @param lowest smallest probability, in (0, 1]
   * @param scale certainty s of the probabilities, in (0, 1]; 1 takes them as they are
   * @throws IllegalArgumentException for a value out of range or a probability that is not finite
   */
  public static float[] fromProbabilities(
      float[] probabilities, int labels, double lowest, double scale) {
    if (!(lowest > 0 && lowest <= 1)) {
      throw new IllegalArgumentException("lowest is " + lowest + ", expected above 0 and up to 1");
    }
    if (!(scale > 0 && scale <= 1)) {
      throw new IllegalArgumentException("scale is " + scale + ", expected above 0 and up to 1");
    }
    Checks.between("labels", labels, 1, DenseCrf.MAX_LABELS);
    double uniform = (1 - scale) / labels;
    float[] unary = new float[probabilities.length];
    for (int i = 0; i < unary.length; i++) {
      float p = probabilities[i];
      if (!Float.isFinite(p)) {
        throw new IllegalArgumentException(
            "probabilities[" + i + "] is " + p + ", expected a finite number");
      }
      double mixed = scale * p + uniform;
      unary[i] = (float) -Math.log(Math.min(1, Math.max(lowest, mixed)));
    }
    return unary;
  }

  /**
   * U = -logit.
   *
   * @param logits planar {@code [L][pixels]}, before the softmax
   * @throws IllegalArgumentException if a logit is not finite
   */
  public static float[] fromLogits(float[] logits) {
    float[] unary = new float[logits.length];
    for (int i = 0; i < unary.length; i++) {
      if (!Float.isFinite(logits[i])) {
        throw new IllegalArgumentException(
            "logits[" + i + "] is " + logits[i] + ", expected a finite number");
      }
      unary[i] = -logits[i];
    }
    return unary;
  }

  /**
   * Energies of a hard label map: -log g for the label of the pixel, -log((1 - g)/(L - 1)) for
   * every other label, and -log(1/L) for all labels of an unsure pixel. With one label all energies
   * are 0.
   *
   * @param map one unsigned value per pixel
   * @param labels L, the number of labels that are present, 1 to {@link DenseCrf#MAX_LABELS}
   * @param certainty g, the probability that a label is right, in (0, 1); IRN uses 0.7
   * @param unsure how unsure pixels are marked
   * @throws IllegalArgumentException for a value out of range; the message names the pixel
   */
  public static float[] fromLabels(byte[] map, int labels, double certainty, Unsure unsure) {
    Checks.between("labels", labels, 1, DenseCrf.MAX_LABELS);
    Checks.openUnit("certainty", certainty);
    Objects.requireNonNull(unsure, "unsure");
    int pixels = map.length;
    Checks.between("labels * pixels", (long) labels * pixels, 0, Integer.MAX_VALUE - 8);
    float[] unary = new float[labels * pixels];
    if (labels == 1) {
      return unary;
    }
    float sure = (float) -Math.log(certainty);
    float other = (float) -Math.log((1 - certainty) / (labels - 1));
    float unknown = (float) -Math.log(1.0 / labels);
    Arrays.fill(unary, other);
    for (int i = 0; i < pixels; i++) {
      int value = map[i] & 0xff;
      boolean open =
          switch (unsure) {
            case AT_255 -> value == UNSURE;
            case AT_ZERO -> value == 0;
            case NEVER -> false;
          };
      if (open) {
        for (int l = 0; l < labels; l++) {
          unary[l * pixels + i] = unknown;
        }
        continue;
      }
      int label = unsure == Unsure.AT_ZERO ? value - 1 : value;
      if (label >= labels) {
        throw new IllegalArgumentException(
            "map[" + i + "] is " + value + ", expected " + expected(labels, unsure));
      }
      unary[label * pixels + i] = sure;
    }
    return unary;
  }

  /**
   * Class probabilities of a label map that may be void, over all classes of a data set: at a void
   * pixel 1/n for each of the n present classes; else certainty for the pixel's class and (1 -
   * certainty)/(n - 1) for the other present ones; 0 for absent classes. Run the CRF on the present
   * ones only: {@code fromLabels(present.compact(map), n, certainty, AT_255)} is the negative log.
   *
   * @param map class ids, 255 for void
   * @param present the classes of the image, background included
   * @param classes number of classes of the data set
   * @param certainty τ, in (0, 1); the paper leaves it open, 0.9 is a good value
   * @return planar {@code [classes][pixels]}
   */
  public static float[] voidAwareProbabilities(
      byte[] map, PresentLabels present, int classes, double certainty) {
    Checks.openUnit("certainty", certainty);
    int n = present.count();
    Checks.between("number of present labels", n, 1, DenseCrf.MAX_LABELS);
    Checks.between("classes", classes, present.ids().get(n - 1) + 1, DenseCrf.MAX_LABELS);
    int pixels = map.length;
    Checks.between("classes * pixels", (long) classes * pixels, 0, Integer.MAX_VALUE - 8);
    byte[] indices = present.compact(map);
    float[] probabilities = new float[classes * pixels];
    for (int i = 0; i < n; i++) {
      int plane = present.ids().get(i) * pixels;
      for (int p = 0; p < pixels; p++) {
        int index = indices[p] & 0xff;
        double value = n == 1 ? 1 : index == i ? certainty : (1 - certainty) / (n - 1);
        probabilities[plane + p] = (float) (index == UNSURE ? 1.0 / n : value);
      }
    }
    return probabilities;
  }

  private static String expected(int labels, Unsure unsure) {
    return switch (unsure) {
      case AT_255 -> "0 to " + (labels - 1) + ", or 255 for unsure";
      case AT_ZERO -> "1 to " + labels + ", or 0 for unsure";
      case NEVER -> "0 to " + (labels - 1);
    };
  }
}
