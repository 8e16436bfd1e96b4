package org.tag2mask.cli.report;

import java.util.OptionalDouble;
import org.tag2mask.data.metric.ScoreRules;
import org.tag2mask.data.metric.SegmentationScores;
import org.tag2mask.runtime.image.LabelMap;

/** The numbers at the top of the page. */
final class SummarySection {

  private SummarySection() {}

  static void write(Html html, Survey survey, int shown, int failed) {
    int images = survey.ranking().size();
    html.start("section", "class", "summary", "aria-label", "Summary").start("dl");
    if (survey.withTruth() > 0) {
      SegmentationScores scores = survey.scores();
      tile(html, "Mean IoU", scores.meanIou(), null);
      tile(html, "False positives", scores.meanFalsePositive(), "mean of (P − TP) / U");
      tile(html, "False negatives", scores.meanFalseNegative(), "mean of (T − TP) / U");
      tile(html, "Pixel accuracy", scores.pixelAccuracy(), null);
    }
    OptionalDouble confidence = survey.meanConfidence();
    if (confidence.isPresent()) {
      text(html, "Mean confidence", Numbers.twoPlaces(confidence), null);
    }
    if (survey.withTruth() == 0) {
      double ignored = survey.share(LabelMap.IGNORE);
      tile(html, "Foreground", 1 - ignored - survey.share(0), "share of all pixels");
      tile(html, "Ignored", ignored, "share of all pixels");
    }
    text(html, "Images", Numbers.count(images), Numbers.count(shown) + " shown below");
    if (failed > 0) {
      html.start("div", "class", "tile bad").element("dt", "Failed");
      html.start("dd").element("a", Numbers.count(failed), "href", "#failed").end().endLine();
    }
    html.endLine();
    html.element("p", explanation(survey, images), "class", "note").endLine();
  }

  private static String explanation(Survey survey, int images) {
    if (images == 0) {
      return "There is no mask to show.";
    }
    if (survey.withTruth() == 0) {
      return "Truth is not known: the least confident images come first.";
    }
    String rest =
        survey.withTruth() == images
            ? ""
            : " Truth is known for "
                + Numbers.count(survey.withTruth())
                + " of "
                + Numbers.count(images, "image", "images")
                + "; the others follow, least confident first.";
    return "The worst images come first, by their mean IoU over the classes that mask or truth have, "
        + "background included."
        + rest
        + " "
        + rules(survey.scores().rules());
  }

  private static String rules(ScoreRules rules) {
    String mean =
        switch (rules.mean()) {
          case ALL -> "all classes";
          case OCCURRING -> "the classes that occur";
          case IN_TRUTH -> "the classes in the truth";
        };
    String background =
        rules.background() == ScoreRules.Background.INCLUDED ? "with background" : "no background";
    String undecided =
        rules.undecided() == ScoreRules.Undecided.MISS
            ? "ignored pixels of a mask count as missed."
            : "ignored pixels of a mask do not count.";
    return "Means above run over " + mean + ", " + background + "; " + undecided;
  }

  private static void tile(Html html, String name, double share, String note) {
    text(html, name, Numbers.percentSign(share), note);
  }

  private static void text(Html html, String name, String value, String note) {
    html.start("div", "class", "tile", "title", note);
    html.element("dt", name).element("dd", value).endLine();
  }
}
