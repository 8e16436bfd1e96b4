package org.tag2mask.cli.evaluation;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The rows of a sweep as text. */
public final class SweepTable {
  /** What every result of a sweep says. */
  public static final String ORACLE =
      "scored with the true masks: values chosen by this table are an oracle";

  private static final int SHOWN = 10;

  private SweepTable() {}

  /**
   * The best row, the first of equals.
   *
   * @param rows at least one
   */
  public static SweepRow best(List<SweepRow> rows) {
    return bestFirst(rows).get(0);
  }

  private static List<SweepRow> bestFirst(List<SweepRow> rows) {
    // A stable sort: the first of equals stays first.
    return rows.stream()
        .sorted(Comparator.comparingDouble((SweepRow row) -> -row.scores().meanIou()))
        .toList();
  }

  /**
   * The best rows for the terminal, in percent.
   *
   * @param rows all rows
   * @return lines with line breaks
   */
  public static String text(List<SweepRow> rows) {
    StringBuilder text = new StringBuilder("  beta  steps background   mIoU     FP     FN\n");
    for (SweepRow row : bestFirst(rows).subList(0, Math.min(SHOWN, rows.size()))) {
      text.append(
          String.format(
              Locale.ROOT,
              "%6s %6d %10s %6.1f %6.1f %6.1f%n",
              row.beta().isEmpty() ? "-" : row.beta(),
              row.steps(),
              row.backgroundText(),
              100 * row.scores().meanIou(),
              100 * row.scores().meanFalsePositive(),
              100 * row.scores().meanFalseNegative()));
    }
    if (rows.size() > SHOWN) {
      text.append(String.format(Locale.ROOT, "the best %d of %d%n", SHOWN, rows.size()));
    }
    return text.toString();
  }

  /**
   * All rows as CSV with a header; fractions, not percent.
   *
   * @param rows all rows
   * @return lines ending with a line feed
   */
  public static String csv(List<SweepRow> rows) {
    StringBuilder text = new StringBuilder("beta,steps,background,mIoU,FP,FN,precision,recall\n");
    for (SweepRow row : rows) {
      text.append(row.beta()).append(',').append(row.steps()).append(',');
      text.append(row.backgroundText());
      double[] numbers = {
        row.scores().meanIou(),
        row.scores().meanFalsePositive(),
        row.scores().meanFalseNegative(),
        row.scores().meanPrecision(),
        row.scores().meanRecall()
      };
      for (double number : numbers) {
        text.append(',').append(number);
      }
      text.append('\n');
    }
    return text.toString();
  }
}
