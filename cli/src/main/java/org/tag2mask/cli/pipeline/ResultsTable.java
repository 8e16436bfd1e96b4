package org.tag2mask.cli.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonObject;

/**
 * What a pipeline reached, a line an evaluation: of the masks it made of tags, of those it labelled
 * anew, and of its segmenter.
 *
 * @param rows in the order of the stages
 */
record ResultsTable(List<Row> rows) {
  private static final String HEAD = "masks,recipe,split,images,mIoU,precision,recall\n";

  /** Copies the list. */
  ResultsTable {
    rows = List.copyOf(rows);
  }

  /**
   * One evaluation; scores are fractions, not a number where no class has one.
   *
   * @param masks what was evaluated
   * @param recipe how it was made
   * @param split its images
   * @param images how many of them were counted
   * @param iou mean over the classes
   * @param precision mean over the classes
   * @param recall mean over the classes
   */
  record Row(
      String masks,
      String recipe,
      String split,
      int images,
      double iou,
      double precision,
      double recall) {

    /** Reads the file that an evaluation wrote. */
    static Row of(String masks, String recipe, Path file) throws IOException {
      JsonObject json = Json.parseObject(Files.readString(file), file.toString());
      return new Row(
          masks,
          recipe,
          json.string("split"),
          json.integer("images"),
          number(json, "mIoU"),
          number(json, "precision"),
          number(json, "recall"));
    }

    private static double number(JsonObject json, String key) {
      return json.has(key) ? json.number(key) : Double.NaN;
    }

    Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("masks", masks);
      map.put("recipe", recipe);
      map.put("split", split);
      map.put("images", images);
      map.put("mIoU", finite(iou));
      map.put("precision", finite(precision));
      map.put("recall", finite(recall));
      return map;
    }

    private static Double finite(double fraction) {
      return Double.isNaN(fraction) ? null : fraction;
    }
  }

  /** Writes {@code results.csv}. */
  void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder(HEAD);
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "\"%s\",%s,%s,%d,%.4f,%.4f,%.4f%n",
              row.masks,
              row.recipe,
              row.split,
              row.images,
              row.iou,
              row.precision,
              row.recall));
    }
    AtomicFile.writeText(file, text.toString());
  }

  /** The rows for programs. */
  List<Object> toList() {
    List<Object> list = new ArrayList<>();
    rows.forEach(row -> list.add(row.toMap()));
    return list;
  }

  /** The rows for people, in percent. */
  String text() {
    int width = rows.stream().mapToInt(row -> row.masks.length()).max().orElse(0);
    String line = "%-" + Math.max(width, 5) + "s  %-16s %-8s %6s %6s %9s %6s%n";
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(line, "masks", "recipe", "split", "images", "mIoU", "precision", "recall"));
    for (Row row : rows) {
      text.append(
          String.format(
              line,
              row.masks,
              row.recipe,
              row.split,
              row.images,
              percent(row.iou),
              percent(row.precision),
              percent(row.recall)));
    }
    return text.toString();
  }

  private static String percent(double fraction) {
    return Double.isNaN(fraction) ? "-" : String.format(Locale.ROOT, "%.1f", 100 * fraction);
  }
}
