package org.tag2mask.cli.report;

import java.util.List;
import java.util.OptionalDouble;
import org.tag2mask.data.dataset.ClassList;
import org.tag2mask.runtime.image.LabelMap;

/** The shown images with their overlays, and the controls above them. */
final class GallerySection {
  private static final int OPACITY = 65;

  private final ClassList classes;
  private final Survey survey;
  private final String pictures;

  /**
   * @param classes for the names
   * @param survey for what is known of the images as a whole
   * @param pictures the folder of the pictures, relative to the page
   */
  GallerySection(ClassList classes, Survey survey, String pictures) {
    this.classes = classes;
    this.survey = survey;
    this.pictures = pictures;
  }

  void write(Html html, List<Panels.Shown> shown) {
    html.start("section", "id", "images").element("h2", "Images");
    controls(html);
    bar(html, shown.size());
    html.start("div", "id", "gallery");
    for (Panels.Shown image : shown) {
      card(html, image);
    }
    html.end().element("p", "No image matches.", "id", "none", "hidden", "").endLine();
  }

  private void controls(Html html) {
    html.start("div", "class", "controls");
    html.start("label").element("span", "Find");
    html.start("input", "id", "find", "type", "search", "placeholder", "part of a name");
    html.end().start("label").element("span", "Order").start("select", "id", "order");
    boolean scored = survey.withTruth() > 0;
    boolean confident = survey.meanConfidence().isPresent();
    if (scored) {
      html.element("option", "worst IoU first", "value", "rank:up");
      html.element("option", "best IoU first", "value", "iou:down");
    }
    if (confident) {
      html.element("option", "least confident first", "value", "confidence:up");
    }
    if (!scored && !confident) {
      html.element("option", "as in the data set", "value", "rank:up");
    }
    html.element("option", "most foreground first", "value", "foreground:down");
    html.element("option", "by name", "value", "name:up").end().end();
    html.start("fieldset", "class", "panels-shown").element("legend", "Show");
    toggle(html, "picture", "picture");
    toggle(html, "cam", "CAM");
    toggle(html, "mask", "mask");
    if (scored) {
      toggle(html, "truth", "truth");
      toggle(html, "errors", "errors");
    }
    html.endLine();
    html.start("div", "class", "legend", "role", "group", "aria-label", "Only images with class");
    for (int id : survey.classes()) {
      String key = String.valueOf(id);
      html.start(
          "button", "type", "button", "class", "chip", "data-class", key, "aria-pressed", "false");
      html.start("i", "class", "swatch k" + id).end();
      html.element("bdi", classes.name(id)).end();
    }
    if (survey.share(LabelMap.IGNORE) > 0) {
      html.start("span", "class", "chip plain");
      html.start("i", "class", "swatch k" + LabelMap.IGNORE).end().text("ignored").end();
    }
    html.end();
    html.element(
        "noscript", "Without JavaScript the page shows everything but cannot sort or filter.");
    html.endLine();
  }

  private static void toggle(Html html, String kind, String name) {
    html.start("label").start("input", "type", "checkbox", "value", kind, "checked", "");
    html.text(name).end();
  }

  /** The bar that stays in view. */
  private void bar(Html html, int shown) {
    String value = String.valueOf(OPACITY);
    html.start("div", "class", "bar-top").start("label", "class", "opacity");
    html.element("span", "Overlay");
    html.start(
        "input", "id", "opacity", "type", "range", "min", "0", "max", "100", "step", "5", "value",
        value);
    html.start("output", "id", "opacity-value", "for", "opacity").text(value + " %").end().end();
    html.start("span", "class", "scale").text("CAM 0 ").start("i", "class", "ramp").end();
    html.text(" 1").end();
    if (survey.withTruth() > 0) {
      html.start("span", "class", "scale kinds");
      for (ErrorMap kind : ErrorMap.values()) {
        if (kind != ErrorMap.BACKGROUND) {
          Cells.swatch(html, "e" + kind.ordinal(), kind.title());
        }
      }
      html.end();
    }
    html.start("span", "id", "matches", "role", "status");
    html.text(Numbers.count(shown, "image", "images")).end().endLine();
  }

  private void card(Html html, Panels.Shown image) {
    ImageScore score = image.score();
    String id = score.image().id();
    OptionalDouble confidence = score.image().confidence();
    html.start(
        "article",
        "class",
        "card",
        "id",
        "image-" + image.number(),
        "data-rank",
        String.valueOf(image.number()),
        "data-id",
        id,
        "data-classes",
        ImageTable.classKeys(score),
        "data-iou",
        Numbers.sortKey(score.iou().orElse(Double.NaN)),
        "data-confidence",
        Numbers.sortKey(confidence.orElse(Double.NaN)),
        "data-foreground",
        Numbers.sortKey(score.foreground()));
    html.start("header").start("h3").element("span", String.valueOf(image.number()), "class", "no");
    html.element("bdi", id).end().start("p", "class", "facts");
    if (score.iou().isPresent()) {
      fact(html, "IoU", Numbers.percentSign(score.iou().getAsDouble()));
    }
    if (confidence.isPresent()) {
      fact(html, "confidence", Numbers.twoPlaces(confidence));
    }
    for (int classId : score.classes()) {
      Cells.swatch(html, "k" + classId, classes.name(classId));
    }
    html.end().end();
    html.start("div", "class", "panels");
    panel(html, image, "picture", "Picture", null);
    heats(html, image);
    panel(html, image, "mask", "Mask", image.mask());
    if (image.truth().isPresent()) {
      panel(html, image, "truth", "Truth", image.truth().get());
      panel(html, image, "errors", "Errors", image.errors().orElseThrow());
    }
    html.end().endLine();
  }

  private static void fact(Html html, String name, String value) {
    html.start("span", "class", "fact").text(name + " ").element("b", value).end();
  }

  private void panel(Html html, Panels.Shown image, String kind, String title, String overlay) {
    html.start("figure", "class", "panel " + kind, "data-panel", kind);
    openStack(html, image, title, overlay == null);
    if (overlay != null) {
      picture(html, image, overlay, "overlay", title + " of " + image.score().image().id(), null);
    }
    html.end().element("figcaption", title).endLine();
  }

  /** The heat maps lie on each other; the chips below say which one is seen. */
  private void heats(Html html, Panels.Shown image) {
    if (image.heats().isEmpty()) {
      return;
    }
    html.start("figure", "class", "panel cam", "data-panel", "cam");
    openStack(html, image, "CAM", false);
    for (Panels.Heat heat : image.heats()) {
      String alt = "CAM of " + classes.name(heat.classId()) + " in " + image.score().image().id();
      boolean first = heat == image.heats().get(0);
      picture(html, image, heat.file(), first ? "overlay" : "overlay off", alt, heat.classId());
    }
    html.end().start("figcaption").text("CAM ");
    html.start("span", "class", "choice", "role", "group", "aria-label", "Class of the CAM");
    for (Panels.Heat heat : image.heats()) {
      boolean first = heat == image.heats().get(0);
      html.start(
          "button",
          "type",
          "button",
          "class",
          "pick",
          "data-class",
          String.valueOf(heat.classId()),
          "aria-pressed",
          String.valueOf(first));
      html.element("bdi", classes.name(heat.classId())).end();
    }
    html.end().end().endLine();
  }

  private void openStack(Html html, Panels.Shown image, String title, boolean alone) {
    String id = image.score().image().id();
    html.start(
        "button",
        "type",
        "button",
        "class",
        "stack",
        "aria-label",
        "Enlarge: " + title + " of " + id);
    picture(html, image, image.picture(), "base", alone ? id : "", null);
  }

  private void picture(
      Html html, Panels.Shown image, String file, String style, String alt, Integer classId) {
    html.start(
        "img",
        "class",
        style,
        "src",
        pictures + "/" + file,
        "alt",
        alt,
        "width",
        String.valueOf(image.width()),
        "height",
        String.valueOf(image.height()),
        "loading",
        "lazy",
        "decoding",
        "async",
        "data-class",
        classId == null ? null : String.valueOf(classId));
  }
}
