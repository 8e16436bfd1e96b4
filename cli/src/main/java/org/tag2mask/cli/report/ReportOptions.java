package org.tag2mask.cli.report;

import java.util.Objects;
import org.tag2mask.data.metric.ScoreRules;

/**
 * How much a report shows, and how it counts.
 *
 * @param shown images shown with their pictures, from the first of the ranking on; the others are
 *     in the table only; 0 or more, good: 20..200
 * @param rows rows of the table of images, 0 or more; {@code images.csv} has all of them
 * @param side longest side of a shown picture in pixels, at least 16; larger ones are shrunk
 * @param rules which classes the means over all images run over, and what 255 counts as
 */
public record ReportOptions(int shown, int rows, int side, ScoreRules rules) {

  /** 60 images shown, 2000 rows, pictures of 512 pixels, {@link ScoreRules#DEFAULT}. */
  public static final ReportOptions DEFAULT = new ReportOptions(60, 2000, 512, ScoreRules.DEFAULT);

  /** Checks the ranges. */
  public ReportOptions {
    Objects.requireNonNull(rules, "rules");
    if (shown < 0 || rows < 0 || side < 16) {
      throw new IllegalArgumentException(
          "report options need shown >= 0, rows >= 0 and side >= 16, found "
              + shown
              + ", "
              + rows
              + ", "
              + side);
    }
  }

  /**
   * These options with another number of shown images.
   *
   * @param limit images, 0 or more
   * @return a copy
   */
  public ReportOptions withShown(int limit) {
    return new ReportOptions(limit, rows, side, rules);
  }

  /**
   * These options with other rules for the scores.
   *
   * @param other rules, best those of the evaluation beside the report
   * @return a copy
   */
  public ReportOptions withRules(ScoreRules other) {
    return new ReportOptions(shown, rows, side, other);
  }
}
