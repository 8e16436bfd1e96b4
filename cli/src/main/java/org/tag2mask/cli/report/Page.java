package org.tag2mask.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.tag2mask.data.png.VocColours;
import org.tag2mask.runtime.image.LabelMap;

/**
 * The page: head, summary, and the order of the sections. Style and script stand inside the page
 * and are named by their hashes in its content security policy, so that nothing else runs even if a
 * text should ever slip through unescaped.
 */
final class Page {
  private final ReportInput input;
  private final ReportOptions options;
  private final Survey survey;
  private final List<Panels.Shown> shown;
  private final List<FailedImage> failures;
  private final String pictures;

  Page(
      ReportInput input,
      ReportOptions options,
      Survey survey,
      List<Panels.Shown> shown,
      List<FailedImage> failures,
      String pictures) {
    this.input = input;
    this.options = options;
    this.survey = survey;
    this.shown = shown;
    this.failures = failures;
    this.pictures = pictures;
  }

  /** The whole page. */
  String html() {
    String style = resource("report.css") + colours();
    String script = resource("report.js");
    Html html = new Html();
    html.start("html", "lang", "en");
    head(html, style, script);
    html.start("body");
    html.element("a", "Skip to the images", "class", "skip", "href", "#images");
    header(html);
    html.start("main");
    SummarySection.write(html, survey, shown.size(), failures.size());
    new GallerySection(input.classes(), survey, pictures).write(html, shown);
    ClassSection.write(html, survey, input.classes());
    ImageTable.write(html, survey, shown, options.rows(), input.classes());
    DetailSection.failures(html, failures);
    DetailSection.details(html, input.details());
    html.endLine();
    html.start("dialog", "id", "zoom", "aria-label", "Enlarged picture").endLine();
    html.start("script").raw(script).endLine();
    html.endLine().endLine();
    return html.page();
  }

  private void head(Html html, String style, String script) {
    String policy =
        "default-src 'none'; img-src 'self' file:; style-src '"
            + hash(style)
            + "'; script-src '"
            + hash(script)
            + "'; base-uri 'none'; form-action 'none'";
    html.start("head").start("meta", "charset", "utf-8");
    html.start("meta", "http-equiv", "Content-Security-Policy", "content", policy);
    html.start("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.start("meta", "name", "color-scheme", "content", "light dark");
    html.start("meta", "name", "referrer", "content", "no-referrer");
    html.element("title", input.title()).start("style").raw(style).end().endLine();
  }

  private void header(Html html) {
    html.start("header", "class", "top").start("p", "class", "brand").text("Tag2Mask report").end();
    html.start("h1").element("bdi", input.title()).endLine();
    html.start("nav", "aria-label", "Sections");
    link(html, "Images", "#images");
    link(html, "Classes", "#classes");
    link(html, "All images", "#table");
    if (!failures.isEmpty()) {
      link(html, "Failed", "#failed");
    }
    if (!input.details().isEmpty()) {
      link(html, "Settings", "#settings");
    }
    html.end().endLine();
  }

  private static void link(Html html, String text, String target) {
    html.element("a", text, "href", target);
  }

  /** The colours that our own code computes, as style rules; no user's text is in them. */
  private String colours() {
    StringBuilder css = new StringBuilder();
    for (int id = 0; id < input.classes().size(); id++) {
      css.append(rule("k" + id, VocColours.rgb(id)));
    }
    css.append(rule("k" + LabelMap.IGNORE, VocColours.rgb(LabelMap.IGNORE)));
    for (ErrorMap kind : ErrorMap.values()) {
      css.append(".e").append(kind.ordinal()).append("{--k:").append(kind.css()).append("}\n");
    }
    css.append(".ramp{background:linear-gradient(to right");
    for (int step = 0; step < 256; step += 15) {
      css.append(String.format(Locale.ROOT, ",#%06x", HeatRamp.rgb(step)));
    }
    return css.append(")}\n").toString();
  }

  private static String rule(String name, int rgb) {
    return String.format(Locale.ROOT, ".%s{--k:#%06x}%n", name, rgb).replace("\r\n", "\n");
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name + "; build it again");
      }
      // Browsers hash the text with \n, whatever the checkout of the source made of it.
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha.digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
