package org.tag2mask.cli.evaluation;

import java.util.List;
import java.util.Locale;
import org.tag2mask.data.metric.ClassScore;
import org.tag2mask.data.metric.Evaluation;
import org.tag2mask.data.metric.ObjectSizes;
import org.tag2mask.data.metric.SegmentationScores;
import org.tag2mask.data.metric.SizeScores;

/** The per-class table of an evaluation, in percent. */
public final class ScoreTable {
  private static final int LEAST_WIDTH = 12;

  private ScoreTable() {}

  /**
   * The table.
   *
   * @param evaluation the scores
   * @return lines with line breaks
   */
  public static String text(Evaluation evaluation) {
    SegmentationScores scores = evaluation.scores();
    List<String> names = evaluation.classNames();
    int width =
        Math.max(LEAST_WIDTH, names.stream().mapToInt(String::length).max().orElse(LEAST_WIDTH));
    StringBuilder text = new StringBuilder();
    String line = "%-" + width + "s  %6s %6s %6s %9s %6s%n";
    text.append(
        String.format(Locale.ROOT, line, "class", "IoU", "FP", "FN", "precision", "recall"));
    for (int id = 0; id < names.size(); id++) {
      ClassScore score = scores.classes().get(id);
      text.append(
          String.format(
              Locale.ROOT,
              line,
              names.get(id),
              percent(score.iou()),
              percent(score.falsePositive()),
              percent(score.falseNegative()),
              percent(score.precision()),
              percent(score.recall())));
    }
    text.append(
        String.format(
            Locale.ROOT,
            line,
            "mean",
            percent(scores.meanIou()),
            percent(scores.meanFalsePositive()),
            percent(scores.meanFalseNegative()),
            percent(scores.meanPrecision()),
            percent(scores.meanRecall())));
    text.append(
        String.format(
            Locale.ROOT,
            "mIoU %s %%, pixel accuracy %s %%, mean accuracy %s %%, frequency-weighted IoU %s %%%n",
            percent(scores.meanIou()),
            percent(scores.pixelAccuracy()),
            percent(scores.meanAccuracy()),
            percent(scores.frequencyWeightedIou())));
    text.append(
        String.format(Locale.ROOT, "undecided (255) %s %%%n", percent(scores.ignoreRate())));
    sizes(text, evaluation.sizes());
    return text.toString();
  }

  private static void sizes(StringBuilder text, ObjectSizes sizes) {
    String line = "%-8s %7s %6s %6s%n";
    text.append(String.format(Locale.ROOT, line, "objects", "number", "IoU", "recall"));
    for (ObjectSizes.Size size : ObjectSizes.Size.values()) {
      SizeScores scores = sizes.scores(size);
      text.append(
          String.format(
              Locale.ROOT,
              line,
              size.name().toLowerCase(Locale.ROOT),
              scores.objects(),
              percent(scores.meanIou()),
              percent(scores.meanRecall())));
    }
  }

  private static String percent(double fraction) {
    return Double.isNaN(fraction) ? "-" : String.format(Locale.ROOT, "%.1f", 100 * fraction);
  }
}
