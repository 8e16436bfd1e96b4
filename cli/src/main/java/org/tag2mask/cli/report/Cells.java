package org.tag2mask.cli.report;

/** The cells of sortable tables: what is shown, and the exact value to sort by. */
final class Cells {

  private Cells() {}

  /** A column's head; the script makes its text a button that sorts. */
  static void head(Html html, String name, String kind) {
    html.element("th", name, "scope", "col", "class", kind);
  }

  /** A share in percent. */
  static void percent(Html html, double share) {
    number(html, Numbers.percent(share), Numbers.sortKey(share));
  }

  /** A whole number. */
  static void count(Html html, long n) {
    number(html, Numbers.count(n), String.valueOf(n));
  }

  /** A number in any form. */
  static void number(Html html, String text, String sortKey) {
    html.element("td", text, "class", "number", "data-v", sortKey);
  }

  /** A patch of colour and the name of what it stands for. */
  static void swatch(Html html, String colourClass, String name) {
    html.start("span", "class", "key").start("i", "class", "swatch " + colourClass).end();
    html.element("bdi", name).end();
  }
}
