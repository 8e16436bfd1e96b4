package org.tag2mask.cli.report;

import java.util.List;
import java.util.Map;

/** The ends of the page: images that failed, and how everything was made. */
final class DetailSection {

  private DetailSection() {}

  /** The images that failed; nothing when there are none. */
  static void failures(Html html, List<FailedImage> failures) {
    if (failures.isEmpty()) {
      return;
    }
    html.start("section", "id", "failed").element("h2", "Failed images");
    html.start(
        "div",
        "class",
        "scroll",
        "tabindex",
        "0",
        "role",
        "region",
        "aria-label",
        "Table of failed images");
    html.start("table", "class", "sortable").start("thead").start("tr");
    Cells.head(html, "Image", "text");
    Cells.head(html, "Error", "text");
    Cells.head(html, "What happened", "text");
    html.end().end().start("tbody");
    for (FailedImage failure : failures) {
      html.start("tr").start("td", "class", "id").element("bdi", failure.id()).end();
      html.start("td", "class", "kind").element("code", failure.kind()).end();
      html.start("td", "class", "message").element("bdi", failure.message()).end().endLine();
    }
    html.end().end().end().endLine();
  }

  /** Settings, recipe and provenance; nothing when there are none. */
  static void details(Html html, List<DetailBlock> blocks) {
    if (blocks.isEmpty()) {
      return;
    }
    html.start("section", "id", "settings").element("h2", "Settings and provenance");
    for (DetailBlock block : blocks) {
      html.start("details", "open", "").element("summary", block.title()).start("dl");
      for (Map.Entry<String, String> entry : block.entries().entrySet()) {
        html.start("div").element("dt", entry.getKey()).start("dd");
        boolean lines = entry.getValue().strip().contains("\n");
        html.element(lines ? "pre" : "span", entry.getValue().strip()).end().endLine();
      }
      html.end().endLine();
    }
    html.endLine();
  }
}
