package org.tag2mask.cli.report;

import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.tag2mask.data.dataset.ClassList;

/**
 * The numbers of all images as {@code images.csv}: RFC 4180 with a header, UTF-8, {@code \n};
 * fractions 0..1 with a point, empty when unknown. A cell that a spreadsheet would take for a
 * formula gets an apostrophe in front.
 */
final class ImagesCsv {
  private static final String HEADER = "image,tags,classes,iou,confidence,foreground,ignored";

  private ImagesCsv() {}

  /**
   * The table.
   *
   * @param ranking a row an image, in this order
   * @param classes for the names
   * @return the file's text
   */
  static String of(List<ImageScore> ranking, ClassList classes) {
    StringBuilder csv = new StringBuilder(HEADER).append('\n');
    for (ImageScore score : ranking) {
      csv.append(cell(score.image().id())).append(',');
      csv.append(names(score.image().tags(), classes)).append(',');
      csv.append(names(score.classes(), classes)).append(',');
      csv.append(number(score.iou())).append(',');
      csv.append(number(score.image().confidence())).append(',');
      csv.append(score.foreground()).append(',');
      csv.append(score.ignored()).append('\n');
    }
    return csv.toString();
  }

  private static String names(Collection<Integer> ids, ClassList classes) {
    return cell(ids.stream().map(classes::name).collect(Collectors.joining(";")));
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? Double.toString(value.getAsDouble()) : "";
  }

  private static String cell(String text) {
    String safe = text.matches("(?s)[=+@\\t\\r-].*") ? "'" + text : text;
    return safe.matches("(?s).*[\",\\r\\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
