package org.tag2mask.cli.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.tag2mask.data.dataset.ClassList;

/** The table of all images, in the order of the gallery. */
final class ImageTable {

  private ImageTable() {}

  static void write(
      Html html, Survey survey, List<Panels.Shown> shown, int limit, ClassList classes) {
    List<ImageScore> ranking = survey.ranking();
    boolean scored = survey.withTruth() > 0;
    boolean confident = survey.meanConfidence().isPresent();
    Map<Integer, Integer> numbers = new HashMap<>();
    shown.forEach(image -> numbers.put(image.score().position(), image.number()));

    html.start("section", "id", "table").element("h2", "All images");
    html.start("p", "class", "note");
    int rows = Math.min(limit, ranking.size());
    if (rows < ranking.size()) {
      html.text("The first " + Numbers.count(rows) + " of " + Numbers.count(ranking.size()) + ". ");
    }
    html.text("The numbers of every image are in ")
        .element("a", "images.csv", "href", "images.csv");
    html.text(".").end();
    html.start(
        "div",
        "class",
        "scroll",
        "tabindex",
        "0",
        "role",
        "region",
        "aria-label",
        "Table of images");
    html.start("table", "class", "sortable filtered").start("thead").start("tr");
    Cells.head(html, "#", "number");
    Cells.head(html, "Image", "text");
    if (scored) {
      Cells.head(html, "IoU %", "number");
    }
    if (confident) {
      Cells.head(html, "Confidence", "number");
    }
    Cells.head(html, "Foreground %", "number");
    Cells.head(html, "Ignored %", "number");
    Cells.head(html, "Classes", "text");
    html.end().end().start("tbody");
    int place = 0;
    for (ImageScore score : ranking.subList(0, rows)) {
      html.start("tr", "data-classes", classKeys(score), "data-id", score.image().id());
      Cells.count(html, ++place);
      html.start("td", "class", "id").start("bdi");
      Integer number = numbers.get(score.position());
      if (number == null) {
        html.text(score.image().id());
      } else {
        html.element("a", score.image().id(), "href", "#image-" + number);
      }
      html.end().end();
      if (scored) {
        Cells.percent(html, score.iou().orElse(Double.NaN));
      }
      if (confident) {
        OptionalDouble value = score.image().confidence();
        Cells.number(html, Numbers.twoPlaces(value), Numbers.sortKey(value.orElse(Double.NaN)));
      }
      Cells.percent(html, score.foreground());
      Cells.percent(html, score.ignored());
      html.element("td", names(score, classes), "class", "names");
      html.endLine();
    }
    html.end().end().end().endLine();
  }

  /** The classes of an image as the script's filter reads them: {@code " 1 15 "}. */
  static String classKeys(ImageScore score) {
    return score.classes().stream().map(String::valueOf).collect(Collectors.joining(" ", " ", " "));
  }

  private static String names(ImageScore score, ClassList classes) {
    return score.classes().stream().map(classes::name).collect(Collectors.joining(", "));
  }
}
