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
 * numbers.
 */
final class ImageList {

  /**
   * One line of a list.
   *
   * @param id the image's name without extension
   * @param image the image, relative to the data set, when the line names a file
   * @param mask the mask, relative to the data set, when the line names one
   * @param tags class ids 1..K, when the line has numbers
   * @param place file and line, for messages
   */
  record Entry(
      String id,
      Optional<String> image,
      Optional<String> mask,
      Optional<TreeSet<Integer>> tags,
      String place) {}

  private ImageList() {}

  /**
   * Reads a list file.
   *
   * @throws DatasetException when the file is missing or an id is there twice
   */
  static List<Entry> read(Path file) {
    List<String> lines = TextLines.read(file, "image list");
    List<Entry> entries = new ArrayList<>();
    Map<String, String> seen = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty()) {
        continue;
      }
      String place = file + " line " + (i + 1);
      Entry entry = parse(line, place);
      String before = seen.putIfAbsent(entry.id(), place);
      if (before != null) {
        throw new DatasetException(
            place + ": image '" + entry.id() + "' is already listed at " + before);
      }
      entries.add(entry);
    }
    return entries;
  }

  private static Entry parse(String line, String place) {
    String[] words = line.split("\\s+");
    if (FileIndex.isImageName(words[0]) && words.length <= 2) {
      String image = relative(words[0]);
      Optional<String> mask =
          words.length == 2 ? Optional.of(relative(words[1])) : Optional.empty();
      boolean number = words.length == 2 && isNumber(words[1]);
      if (!number) {
        String id = idOf(image);
        return new Entry(id, Optional.of(image), mask, Optional.empty(), place);
      }
    }
    Optional<TreeSet<Integer>> tags = numbers(words);
    if (tags.isEmpty()) {
      boolean file = FileIndex.isImageName(line);
      String id = file ? idOf(relative(line)) : line;
      Optional<String> image = file ? Optional.of(relative(line)) : Optional.empty();
      return new Entry(id, image, Optional.empty(), tags, place);
    }
    boolean file = FileIndex.isImageName(words[0]);
    String id = file ? idOf(relative(words[0])) : words[0];
    Optional<String> image = file ? Optional.of(relative(words[0])) : Optional.empty();
    return new Entry(id, image, Optional.empty(), tags, place);
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
