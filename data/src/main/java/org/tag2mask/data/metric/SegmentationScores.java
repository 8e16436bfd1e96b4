package org.tag2mask.data.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The scores of a confusion matrix. Means run over the classes of the rules; pixel accuracy, mean
 * accuracy and frequency-weighted IoU follow their usual definitions over all classes in the truth.
 *
 * @param classes one entry a class, background first
 * @param meanIou mIoU
 * @param meanFalsePositive FP of the SemFormer tables
 * @param meanFalseNegative FN of the SemFormer tables
 * @param meanPrecision mS_prec of the decoupled attention paper
 * @param meanRecall mS_rec
 * @param pixelAccuracy sum of TP / all pixels
 * @param meanAccuracy mean recall of the classes in the truth
 * @param frequencyWeightedIou sum over classes in the truth of T / all pixels * IoU
 * @param ignoreRate share of the pixels with known truth that were predicted as 255
 * @param rules what was counted how
 */
public record SegmentationScores(
    List<ClassScore> classes,
    double meanIou,
    double meanFalsePositive,
    double meanFalseNegative,
    double meanPrecision,
    double meanRecall,
    double pixelAccuracy,
    double meanAccuracy,
    double frequencyWeightedIou,
    double ignoreRate,
    ScoreRules rules) {

  /** Scores with {@link ScoreRules#DEFAULT}. */
  public static SegmentationScores of(ConfusionMatrix matrix) {
    return of(matrix, ScoreRules.DEFAULT);
  }

  /**
   * Scores of a matrix.
   *
   * @param matrix not modified
   * @param rules which classes the means run over
   */
  public static SegmentationScores of(ConfusionMatrix matrix, ScoreRules rules) {
    List<ClassScore> all = new ArrayList<>();
    long hits = 0;
    long pixels = 0;
    long undecided = 0;
    for (int id = 0; id < matrix.classes(); id++) {
      boolean skip = rules.undecided() == ScoreRules.Undecided.SKIP;
      long truth = matrix.truth(id) - (skip ? matrix.undecided(id) : 0);
      all.add(ClassScore.of(matrix.count(id, id), truth, matrix.predicted(id)));
      hits += matrix.count(id, id);
      pixels += truth;
      undecided += matrix.undecided(id);
    }
    List<ClassScore> counted = new ArrayList<>();
    int first = rules.background() == ScoreRules.Background.EXCLUDED ? 1 : 0;
    for (ClassScore score : all.subList(first, all.size())) {
      boolean counts =
          switch (rules.mean()) {
            case ALL -> true;
            case OCCURRING -> score.occurs();
            case IN_TRUTH -> score.truth() > 0;
          };
      if (counts) {
        counted.add(score);
      }
    }
    List<ClassScore> inTruth = all.stream().filter(score -> score.truth() > 0).toList();
    double weighted = 0;
    for (ClassScore score : inTruth) {
      weighted += score.iou() * score.truth() / pixels;
    }
    return new SegmentationScores(
        List.copyOf(all),
        mean(counted, ClassScore::iou),
        mean(counted, ClassScore::falsePositive),
        mean(counted, ClassScore::falseNegative),
        mean(counted, ClassScore::precision),
        mean(counted, ClassScore::recall),
        (double) hits / pixels,
        mean(inTruth, ClassScore::recall),
        pixels == 0 ? Double.NaN : weighted,
        (double) undecided / matrix.pixels(),
        rules);
  }

  /** A class that does not occur (NaN) counts 0 when the rules keep it. */
  private static double mean(List<ClassScore> scores, ToDoubleFunction<ClassScore> value) {
    return scores.stream()
        .mapToDouble(value)
        .map(v -> Double.isNaN(v) ? 0 : v)
        .average()
        .orElse(Double.NaN);
  }
}
