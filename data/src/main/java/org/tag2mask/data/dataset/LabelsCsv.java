package org.tag2mask.data.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The tags of a {@code labels.csv}. The first line is a header; the first column is the image, with
 * or without extension. The tags come in one of these forms:
 *
 * <ul>
 *   <li>{@code 0001,skirt;top;eyewear}: names in the second column, separated by {@code ;} {@code
 *       |} or blanks (a quoted field may separate them by commas too);
 *   <li>{@code 0001,skirt,top}: a column each;
 *   <li>{@code 0001,skirt} and again {@code 0001,top}: a line each; lines of one image add up;
 *   <li>a header {@code image,skirt,top,...} of class names over columns of 0 and 1.
 * </ul>
 *
 * Names with blanks work: a blank separates only what is not a class name as it stands.
 */
final class LabelsCsv {

  private static final Set<String> SWITCHES = Set.of("0", "1", "0.0", "1.0", "true", "false", "");

  private LabelsCsv() {}

  /**
   * Reads the file.
   *
   * @return tags (1..K) by image id, in file order
   * @throws DatasetException when the file is missing, has no header or data, or names an unknown
   *     class (the nearest one is suggested)
   */
  static Map<String, SortedSet<Integer>> read(Path file, ClassList classes) {
    List<String> lines = TextLines.read(file, "tag file");
    if (lines.isEmpty()) {
      throw new DatasetException(
          file + " is empty; expected a header 'image,labels' and a line for every image");
    }
    List<String> header = fields(lines.get(0), file + " line 1");
    if (header.size() < 2) {
      throw new DatasetException(
          file
              + " line 1: found '"
              + lines.get(0)
              + "', expected a header of at least two columns, such as 'image,labels'");
    }
    boolean oneHot =
        header.stream().skip(1).allMatch(name -> classes.id(name).isPresent())
            && lines.size() > 1
            && fields(lines.get(1), file + " line 2").stream().skip(1).allMatch(SWITCHES::contains);
    if (!oneHot) {
      refuseDataAsHeader(file, header, classes);
    }
    Map<String, SortedSet<Integer>> tags = new LinkedHashMap<>();
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      String place = file + " line " + (i + 1);
      List<String> row = fields(lines.get(i), place);
      if (row.get(0).isEmpty()) {
        throw new DatasetException(place + ": the image is blank; expected its name");
      }
      String id = FileIndex.stem(row.get(0).replace('\\', '/').replaceFirst("^/+", ""));
      tags.computeIfAbsent(id, key -> new TreeSet<>())
          .addAll(oneHot ? oneHot(header, row, classes, place) : named(row, classes, place));
    }
    return tags;
  }

  /** A file without header would silently lose its first image. */
  private static void refuseDataAsHeader(Path file, List<String> header, ClassList classes) {
    boolean tagsOnly = true;
    for (String token : tokens(header.get(1), classes)) {
      tagsOnly &= classes.id(token).isPresent();
    }
    if (tagsOnly && !header.get(1).isEmpty()) {
      throw new DatasetException(
          file
              + " line 1: found the tags of image '"
              + header.get(0)
              + "', expected a header; put 'image,labels' in front");
    }
  }

  private static SortedSet<Integer> oneHot(
      List<String> header, List<String> row, ClassList classes, String place) {
    if (row.size() != header.size()) {
      throw new DatasetException(
          place + ": " + row.size() + " columns, expected " + header.size() + " as in the header");
    }
    SortedSet<Integer> tags = new TreeSet<>();
    for (int c = 1; c < row.size(); c++) {
      switch (row.get(c)) {
        case "1", "1.0", "true" -> tags.add(classes.require(header.get(c), place));
        case "0", "0.0", "false", "" -> {}
        default ->
            throw new DatasetException(
                place
                    + ": found '"
                    + row.get(c)
                    + "' in column '"
                    + header.get(c)
                    + "', expected 0 or 1");
      }
    }
    return tags;
  }

  private static SortedSet<Integer> named(List<String> row, ClassList classes, String place) {
    SortedSet<Integer> tags = new TreeSet<>();
    for (String field : row.subList(1, row.size())) {
      tags.addAll(classes.requireAll(tokens(field, classes), place));
    }
    return tags;
  }

  private static List<String> tokens(String field, ClassList classes) {
    List<String> tokens = new ArrayList<>();
    for (String part : field.split("[;|,\\t]")) {
      String name = part.strip();
      if (name.isEmpty()) {
        continue;
      }
      List<String> words = List.of(name.split("\\s+"));
      boolean someWordKnown = words.stream().anyMatch(word -> classes.id(word).isPresent());
      if (classes.id(name).isEmpty() && words.size() > 1 && someWordKnown) {
        tokens.addAll(words);
      } else {
        tokens.add(name);
      }
    }
    return tokens;
  }

  /** The fields of a line: commas separate, double quotes protect, doubled quotes mean one. */
  private static List<String> fields(String line, String place) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
          field.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == ',' && !quoted) {
        fields.add(field.toString().strip());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    if (quoted) {
      throw new DatasetException(place + ": a double quote is not closed");
    }
    fields.add(field.toString().strip());
    return fields;
  }
}
