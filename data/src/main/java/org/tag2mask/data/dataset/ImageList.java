package org.tag2mask.data.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A list file: which images a split has. Every line may be in any of the dialects found in public
 * code:
 *
 * <ul>
 *   <li>{@code 2007_000032}: an id (IRN, VWE, SemFormer, CIAN, MCTformer);
 *   <li>{@code /JPEGImages/2007_000032.jpg /SegmentationClassAug/2007_000032.png}: an image and,
 *       optionally, a mask, relative to the data set (PSA, SEAM);
 *   <li>{@code 2007_000032 0 14}: an id and 0-based foreground classes (OAA, MCIS); the tags are
 *       those numbers plus one.
 * </ul>
 *
 * Blank lines are skipped. An id may hold blanks as long as what follows the first one is not all
 * numbers. A {@code .json} is read by {@link JsonImageList}.
 */
final class ImageList {

  /** How class numbers are written. */
  enum Numbering {
    /** The first foreground class is 0. */
    ZERO_BASED("0-based", -1),
    /** The first foreground class is 1, as in masks. */
    CLASS_IDS("1 is the first class", 0);

    private final String words;
    private final int offset;

    Numbering(String words, int offset) {
      this.words = words;
      this.offset = offset;
    }

    /** For messages. */
    String words() {
      return words;
    }

    /** The number that stands for class id 1..K. */
    int written(int id) {
      return id + offset;
    }
  }

  /**
   * One line of a list.
   *
   * @param id the image's name without extension
   * @param image the image, relative to the data set, when the line names a file
   * @param mask the mask, relative to the data set, when the line names one
   * @param tags class ids 1..K, when the line has numbers
   * @param numbering how those numbers were written
   * @param place file and line, for messages
   */
  record Entry(
      String id,
      Optional<String> image,
      Optional<String> mask,
      Optional<TreeSet<Integer>> tags,
      Numbering numbering,
      String place) {

    /** An image of which nothing but the id is known. */
    static Entry ofId(String id, String place) {
      return new Entry(
          id, Optional.empty(), Optional.empty(), Optional.empty(), Numbering.ZERO_BASED, place);
    }

    /** The same line for an image whose file is known. */
    Entry as(String newId, String file) {
      return new Entry(newId, Optional.of(file), mask, tags, numbering, place);
    }

    Entry withTags(TreeSet<Integer> ids, Numbering written) {
      return new Entry(id, image, mask, Optional.of(ids), written, place);
    }
  }

  /** One line, not blank. */
  @FunctionalInterface
  private interface Dialect {
    Entry parse(String line, String place);
  }

  private ImageList() {}

  /**
   * Reads a list file.
   *
   * @throws DatasetException when the file is missing or empty, or an id is there twice
   */
  static List<Entry> read(Path file) {
    return file.toString().endsWith(".json")
        ? checked(JsonImageList.read(file), file)
        : lines(file, ImageList::parse);
  }

  /**
   * Reads a list of lines {@code ID N} whose number only counts the lines, as those of ILSVRC do.
   *
   * @throws DatasetException when the file is missing or empty, or an id is there twice
   */
  static List<Entry> readCounted(Path file) {
    return lines(file, (line, place) -> Entry.ofId(line.split("\\s+")[0], place));
  }

  private static List<Entry> lines(Path file, Dialect dialect) {
    List<String> lines = TextLines.read(file, "image list");
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty()) {
        entries.add(dialect.parse(line, file + " line " + (i + 1)));
      }
    }
    return checked(entries, file);
  }

  private static List<Entry> checked(List<Entry> entries, Path file) {
    if (entries.isEmpty()) {
      throw new DatasetException("list " + file + " is empty; expected an image id a line");
    }
    Map<String, String> seen = new HashMap<>();
    for (Entry entry : entries) {
      String before = seen.putIfAbsent(entry.id(), entry.place());
      if (before != null) {
        throw new DatasetException(
            entry.place() + ": image '" + entry.id() + "' is already listed at " + before);
      }
    }
    return entries;
  }

  private static Entry parse(String line, String place) {
    String[] words = line.split("\\s+");
    if (words.length == 2 && FileIndex.isImageName(words[0]) && !isNumber(words[1])) {
      Entry image = image(words[0], place);
      return new Entry(
          image.id(),
          image.image(),
          Optional.of(relative(words[1])),
          Optional.empty(),
          image.numbering(),
          place);
    }
    return numbers(words)
        .map(tags -> image(words[0], place).withTags(tags, Numbering.ZERO_BASED))
        .orElseGet(() -> image(line, place));
  }

  /** An id or an image file, with nothing behind it. */
  private static Entry image(String text, String place) {
    if (!FileIndex.isImageName(text)) {
      return Entry.ofId(text, place);
    }
    String image = relative(text);
    return new Entry(
        idOf(image),
        Optional.of(image),
        Optional.empty(),
        Optional.empty(),
        Numbering.ZERO_BASED,
        place);
  }

  private static Optional<TreeSet<Integer>> numbers(String[] words) {
    TreeSet<Integer> ids = new TreeSet<>();
    for (int i = 1; i < words.length; i++) {
      if (!isNumber(words[i])) {
        return Optional.empty();
      }
      ids.add(Integer.parseInt(words[i]) + 1);
    }
    return ids.isEmpty() ? Optional.empty() : Optional.of(ids);
  }

  private static boolean isNumber(String word) {
    return word.length() <= 6 && word.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static String relative(String path) {
    return path.replaceFirst("^/+", "");
  }

  /** {@code JPEGImages/a.jpg} is image {@code a}; deeper folders stay part of the id. */
  private static String idOf(String relativePath) {
    String stem = FileIndex.stem(relativePath);
    return stem.replaceFirst("^(JPEGImages|images)/", "");
  }
}
