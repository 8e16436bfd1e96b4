package org.tag2mask.cli.report;

import java.util.Locale;
import org.tag2mask.data.dataset.ClassList;
import org.tag2mask.data.metric.ClassScore;
import org.tag2mask.data.metric.SegmentationScores;
import org.tag2mask.runtime.image.LabelMap;

/** The table of classes: scores where truth is known, shares of pixels in any case. */
final class ClassSection {

  private ClassSection() {}

  static void write(Html html, Survey survey, ClassList classes) {
    boolean scored = survey.withTruth() > 0;
    html.start("section", "id", "classes").element("h2", "Classes");
    html.start(
        "div",
        "class",
        "scroll",
        "tabindex",
        "0",
        "role",
        "region",
        "aria-label",
        "Table of classes");
    html.start("table", "class", "sortable");
    html.element("caption", "Shares and scores in percent; a dash where a class does not occur.");
    html.start("thead").start("tr");
    Cells.head(html, "Class", "text");
    if (scored) {
      for (String name : new String[] {"IoU", "FP", "FN", "Precision", "Recall", "Truth pixels"}) {
        Cells.head(html, name, "number");
      }
    }
    for (String name : new String[] {"Mask pixels", "Masks", "Tagged"}) {
      Cells.head(html, name, "number");
    }
    html.end().end().start("tbody");
    SegmentationScores scores = survey.scores();
    double truthPixels = scores.classes().stream().mapToLong(ClassScore::truth).sum();
    for (int id = 0; id < classes.size(); id++) {
      html.start("tr").start("th", "scope", "row", "data-v", String.valueOf(id));
      Cells.swatch(html, "k" + id, classes.name(id));
      html.end();
      if (scored) {
        scores(html, scores.classes().get(id), truthPixels);
      }
      Cells.percent(html, survey.share(id));
      Cells.count(html, survey.maskedImages(id));
      if (id == 0) {
        html.element("td", Numbers.NONE, "class", "number", "data-v", "");
      } else {
        Cells.count(html, survey.taggedImages(id));
      }
      html.endLine();
    }
    if (survey.share(LabelMap.IGNORE) > 0) {
      ignored(html, survey, scored ? 6 : 0);
    }
    html.end();
    if (scored) {
      foot(html, scores);
    }
    html.end().end().endLine();
  }

  private static void scores(Html html, ClassScore score, double truthPixels) {
    html.start("td", "class", "number bar", "data-v", Numbers.sortKey(score.iou()));
    bar(html, score.iou());
    html.text(Numbers.percent(score.iou())).end();
    Cells.percent(html, score.falsePositive());
    Cells.percent(html, score.falseNegative());
    Cells.percent(html, score.precision());
    Cells.percent(html, score.recall());
    Cells.percent(html, score.truth() / truthPixels);
  }

  private static void bar(Html html, double share) {
    if (Double.isFinite(share)) {
      html.start("svg", "viewBox", "0 0 100 6", "aria-hidden", "true");
      html.start("rect", "class", "all", "width", "100", "height", "6", "rx", "3").end();
      String width = String.format(Locale.ROOT, "%.1f", 100 * share);
      html.start("rect", "class", "part", "width", width, "height", "6", "rx", "3").end().end();
    }
  }

  private static void ignored(Html html, Survey survey, int unscored) {
    html.start("tr").start("th", "scope", "row", "data-v", String.valueOf(LabelMap.IGNORE));
    Cells.swatch(html, "k" + LabelMap.IGNORE, "ignored (255)");
    html.end();
    for (int i = 0; i < unscored; i++) {
      html.element("td", Numbers.NONE, "class", "number", "data-v", "");
    }
    Cells.percent(html, survey.share(LabelMap.IGNORE));
    for (int i = 0; i < 2; i++) {
      html.element("td", Numbers.NONE, "class", "number", "data-v", "");
    }
    html.endLine();
  }

  private static void foot(Html html, SegmentationScores scores) {
    html.start("tfoot").start("tr").element("th", "Mean", "scope", "row");
    double[] means = {
      scores.meanIou(),
      scores.meanFalsePositive(),
      scores.meanFalseNegative(),
      scores.meanPrecision(),
      scores.meanRecall()
    };
    for (double mean : means) {
      Cells.percent(html, mean);
    }
    html.start("td", "colspan", "4").end().end().end();
  }
}
